using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class FrequencyMixTests
{
    static readonly NaturalOptions Options = new() { MixLength = 6, MixDepth = 3 };

    public static TheoryData<int, int, double> Sizes => new() { { 26, 21, 1 }, { 21, 26, 1.7 }, { 4, 30, 1 }, { 30, 3, 1 }, { 1, 9, 2 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Apply_AddsTheBlurredDifferenceByDepth(int width, int height, double scale)
    {
        var (patches, network, mask) = Fills(width, height);
        var hole = HoleRidge.Create(mask);
        var mixed = Mix(patches, network, hole, scale);

        foreach (var i in hole.Holes)
        {
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                Assert.InRange(mixed.Pixels[RgbImage.Channels * i + c] - Naive(patches, network, hole, scale, i, c), -1, 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Apply_LeavesKnownPixelsAlone(int width, int height, double scale)
    {
        var (patches, network, mask) = Fills(width, height);
        var (mixed, nothing) = (Mix(patches, network, HoleRidge.Create(mask), scale), new RgbImage(width, height));

        Assert.Equal(Composite.Create(patches, nothing, mask).Pixels, Composite.Create(mixed, nothing, mask).Pixels);
    }

    [Fact]
    public void Apply_WhereTheNetworkSaysTheSame_ChangesNothing()
    {
        var patches = Samples.Noise(40, 30);

        Assert.Equal(patches.Pixels, Mix(patches, patches.Clone(), HoleRidge.Create(Samples.Irregular(40, 30)), 1).Pixels);
        Assert.Equal(patches.Pixels, Mix(patches, Samples.Noise(40, 30, 1), HoleRidge.Create(Mask.AllValid(40, 30)), 1).Pixels);
    }

    [Fact]
    public void Apply_WhereSurroundingsAreSmooth_TakesTheNetworksFill()
    {
        var (patches, network, mask) = Fills(40, 30);

        Assert.Equal(network.Pixels, Mix(patches, network, HoleRidge.Create(mask), 1, surroundings: new RgbImage(40, 30)).Pixels);
    }

    [Fact]
    public void Apply_OnOneOrTwoThreads_GivesTheSame()
    {
        var (patches, network, mask) = Fills(60, 50);
        var hole = HoleRidge.Create(mask);

        Assert.Equal(Mix(patches, network, hole, 1, threads: 1).Pixels, Mix(patches, network, hole, 1, threads: 2).Pixels);
    }

    static (RgbImage Patches, RgbImage Network, Mask Mask) Fills(int width, int height)
    {
        var (patches, mask) = (Samples.Noise(width, height), Samples.Irregular(width, height));
        return (patches, Composite.Create(patches, Samples.Noise(width, height, 1), mask), mask);
    }

    static RgbImage Mix(RgbImage patches, RgbImage network, HoleRidge hole, double scale, int threads = 2, RgbImage? surroundings = null)
    {
        var mixed = patches.Clone();
        new FrequencyMix(Options, scale, new() { MaxDegreeOfParallelism = threads }).Apply(mixed, network, hole,
            Texture(surroundings ?? Samples.Noise(patches.Width, patches.Height)));
        return mixed;
    }

    static CoarseTexture Texture(RgbImage image)
    {
        using var level = PatchLevel.Create(image, Mask.AllValid(image.Width, image.Height), Options.TextureWeight);
        return new(level, scale: 1);
    }

    /// <summary>P + e^(−d/L) · G(N − P), in double.</summary>
    static double Naive(RgbImage patches, RgbImage network, HoleRidge hole, double scale, int pixel, int channel)
    {
        var (width, sigma, sum) = (patches.Width, Options.Sigma * scale, 0.0);
        var radius = (int)Math.Ceiling(3 * sigma);
        double Weight(int k) => Math.Exp(-k * k / (2 * sigma * sigma));
        for (var j = 0; j < patches.Size.Area; j++)
        {
            var (dx, dy) = (j % width - pixel % width, j / width - pixel / width);
            var difference = network.Pixels[RgbImage.Channels * j + channel] - patches.Pixels[RgbImage.Channels * j + channel];
            sum += Math.Abs(dx) <= radius && Math.Abs(dy) <= radius ? Weight(dx) * Weight(dy) * difference : 0;
        }

        var all = Enumerable.Range(-radius, 2 * radius + 1).Sum(Weight);
        var shallow = Math.Min(1, Options.MixDepth * scale / Math.Max(1, hole.RidgeAt(pixel)));
        var length = Options.MixLength * scale * shallow * shallow;
        return Math.Clamp(patches.Pixels[RgbImage.Channels * pixel + channel] + Math.Exp(-hole.Depth[pixel] / length) * sum / (all * all),
            0, byte.MaxValue);
    }
}
