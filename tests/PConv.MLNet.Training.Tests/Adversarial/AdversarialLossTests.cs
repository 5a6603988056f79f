using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class AdversarialLossTests : TorchTest
{
    static readonly long[] Shape = [3, 1, 4, 5];

    /// <summary>Values from -2 to 2, on both sides of the hinges, and two images of which some patches see a hole, one of which none
    /// does.</summary>
    static (Tensor Real, Tensor Fake, Tensor SeesHole) Case()
    {
        var seesHole = 1 - RandomMask(3, 4, 5, 3);
        seesHole[1] = zeros([1, 4, 5], float64);
        return (2 * Uniform(Shape, 1), 2 * Uniform(Shape, 2), seesHole);
    }

    /// <summary>Means of an image's patches that see a hole, then of the images.</summary>
    static double Mean(Tensor seesHole, Func<int, double> value)
    {
        var (sees, sum) = (Doubles(seesHole), 0.0);
        for (var image = 0; image < 3; image++)
        {
            var patches = Enumerable.Range(20 * image, 20).Where(i => sees[i] != 0).ToArray();
            sum += patches.Length == 0 ? 0 : patches.Sum(value) / patches.Length;
        }

        return sum / 3;
    }

    [Fact]
    public void Discriminator_EqualsTheHingesOfEveryPatchThatSeesAHole()
    {
        var (real, fake, seesHole) = Case();
        var (x, y) = (Doubles(real), Doubles(fake));

        Assert.Equal(Mean(seesHole, i => Math.Max(0, 1 - x[i]) + Math.Max(0, 1 + y[i])), AdversarialLoss.Discriminator(real, fake, seesHole)
            .item<double>(), 1e-12);
    }

    [Fact]
    public void Generator_EqualsTheNegativeMeanOfThePatchesThatSeeAHole()
    {
        var (_, fake, seesHole) = Case();
        var y = Doubles(fake);

        Assert.Equal(Mean(seesHole, i => -y[i]), AdversarialLoss.Generator(fake, seesHole).item<double>(), 1e-12);
    }

    [Fact]
    public void Losses_WithoutHoles_AreZero()
    {
        var (real, fake, _) = Case();

        Assert.Equal(0, AdversarialLoss.Discriminator(real, fake, zeros(Shape, float64)).item<double>());
        Assert.Equal(0, AdversarialLoss.Generator(fake, zeros(Shape, float64)).item<double>());
    }

    [Fact]
    public void Gradients_EqualCentralDifferences()
    {
        var (real, fake, seesHole) = Case();
        CheckGradient(() => AdversarialLoss.Discriminator(real, fake, seesHole), real.requires_grad_(), fake.requires_grad_());

        using var discriminator = new PatchDiscriminator(float64);
        var (image, mask) = (Uniform([1, 3, 8, 8], 4).requires_grad_(), RandomMask(1, 8, 8, 5));
        CheckGradient(() => AdversarialLoss.Generator(discriminator.Frozen(image, mask), PatchDiscriminator.SeesHole(mask)), image);
    }
}
