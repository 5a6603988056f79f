using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class PatchDiscriminatorTests : TorchTest
{
    static Tensor NoHole => ones([1, 1, 48, 64], float64);

    [Theory]
    [InlineData(8, 8, 1, 1)]
    [InlineData(48, 64, 6, 8)]
    [InlineData(23, 31, 2, 3)]
    public void Forward_OfAnySize_GivesAnOutputForEveryEightPixels(int height, int width, int rows, int columns)
    {
        using var discriminator = new PatchDiscriminator(float64);
        var mask = RandomMask(2, height, width, 1);

        Assert.Equal([2, 1, rows, columns], discriminator.call(Uniform([2, 3, height, width], 2), mask).shape);
        Assert.Equal([2, 1, rows, columns], PatchDiscriminator.SeesHole(mask).shape);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(21, 40)]
    [InlineData(47, 63)]
    public void SeesHole_IsOneWhereAnOutputDependsOnAPixelOfTheHole(int y, int x)
    {
        using var discriminator = new PatchDiscriminator(float64);
        var (image, hole) = (Uniform([1, 3, 48, 64], 3), zeros([1, 1, 48, 64], float64));
        hole[0, 0, y, x] = 1.0;

        var change = Doubles(discriminator.call(image + hole, NoHole) - discriminator.call(image, NoHole));

        Assert.Equal(change.Select(c => c == 0 ? 0.0 : 1), Doubles(PatchDiscriminator.SeesHole(1 - hole)));
    }

    [Fact]
    public void SeesHole_WithoutHoles_IsZero() => Assert.All(Doubles(PatchDiscriminator.SeesHole(NoHole)), value => Assert.Equal(0, value));

    [Fact]
    public void Frozen_GivesTheSameNumbersAndGradientOfTheImage_ButNoneOfTheWeights()
    {
        using var discriminator = new PatchDiscriminator(float64);
        var (one, other, mask) =
            (Uniform([1, 3, 16, 16], 4).requires_grad_(), Uniform([1, 3, 16, 16], 4).requires_grad_(), RandomMask(1, 16, 16, 5));

        var frozen = discriminator.Frozen(one, mask);
        frozen.sum().backward();
        Assert.All(discriminator.parameters(), parameter => Assert.Null(parameter.grad));
        var free = discriminator.call(other, mask);
        free.sum().backward();

        Assert.Equal(Doubles(free), Doubles(frozen));
        Assert.Equal(Doubles(other.grad!), Doubles(one.grad!));
        Assert.Contains(Doubles(one.grad!), value => value != 0);
        Assert.All(discriminator.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void Forward_OfOtherShapes_SaysWhatIsExpected()
    {
        using var discriminator = new PatchDiscriminator(float64);

        var e = Assert.Throws<ArgumentException>(() =>
            discriminator.Frozen(zeros([1, 3, 16, 16], float64), zeros([1, 3, 16, 16], float64)));
        Assert.Equal(
            "Images are [1, 3, 16, 16] and mask [1, 3, 16, 16], expected [N, 3, H, W] and [N, 1, H, W] with H and W of at least 8.",
            e.Message);
        Assert.Throws<ArgumentException>(() => discriminator.call(zeros([1, 3, 7, 16], float64), zeros([1, 1, 7, 16], float64)));
        Assert.Throws<ArgumentException>(() => discriminator.call(zeros([1, 1, 16, 16], float64), zeros([1, 1, 16, 16], float64)));
    }
}
