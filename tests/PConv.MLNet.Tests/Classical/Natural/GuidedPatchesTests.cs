using PConv.MLNet.Classical;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class GuidedPatchesTests
{
    static readonly HarmonicInpainter Smooth = new();

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Fill_OfStripes_GoesOnWithThem(int patch) => GoesOn(Pattern((x, y) => x / 4 % 2 == 0), patch);

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Fill_OfTiles_GoesOnWithThem(int patch) => GoesOn(Pattern((x, y) => (x / 5 + y / 5) % 2 == 0), patch);

    [Fact]
    public void Fill_WhereTheFillSaysWhatGoesWhere_TakesPatchesFromThere()
    {
        var (image, mask) = (Pattern((x, y) => x < 48), Samples.Hole(96, 80, 30, 26, 36, 28));

        var filled = Fill(image, mask)!;

        Assert.True(ImageMetrics.HolePsnr(image, filled, mask) > 30);
    }

    [Fact]
    public void Fill_KeepsKnownPixelsAndTheImageGiven()
    {
        var (image, mask) = (Samples.Noise(60, 50), Samples.Irregular(60, 50));
        var given = image.Clone();
        var (filled, nothing) = (Fill(given, mask)!, new RgbImage(60, 50));

        Assert.Equal(image.Pixels, given.Pixels);
        Assert.Equal(Composite.Create(image, nothing, mask).Pixels, Composite.Create(filled, nothing, mask).Pixels);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 2)]
    [InlineData(2, 40)]
    [InlineData(30, 30)]
    public void Fill_WhereNoPatchIsKnown_IsNothing(int width, int height) =>
        Assert.Null(
            Fill(Samples.Noise(width, height),
                Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(i => i % width % 3 == 0)])));

    [Fact]
    public void Fill_WhereOnlySmallPatchesAreKnown_TakesThose()
    {
        var (image, mask) = (Samples.Image(20, 4), Samples.Hole(20, 4, 8, 0, 3, 3));

        Assert.NotNull(Fill(image, mask, patch: 7));
    }

    [Fact]
    public void Fill_OnOneOrTwoThreads_GivesTheSame()
    {
        var (image, mask) = (Samples.Image(90, 80), Samples.Irregular(90, 80));

        Assert.Equal(Fill(image, mask, threads: 1)!.Pixels, Fill(image, mask, threads: 2)!.Pixels);
        Assert.NotEqual(Fill(image, mask)!.Pixels, Fill(image, mask, seed: 1)!.Pixels);
    }

    static void GoesOn(RgbImage image, int patch)
    {
        var mask = Samples.Hole(image.Width, image.Height, 36, 30, 22, 20);
        var smooth = Smooth.Inpaint(image, mask);

        var filled = Fill(smooth, mask, patch)!;

        Assert.True(ImageMetrics.HolePsnr(image, filled, mask) > ImageMetrics.HolePsnr(image, smooth, mask) + 10,
            $"{ImageMetrics.HolePsnr(image, filled, mask)} dB, smooth {ImageMetrics.HolePsnr(image, smooth, mask)} dB");
    }

    static RgbImage? Fill(RgbImage filled, Mask mask, int patch = 7, int threads = 2, int seed = 0) =>
        new GuidedPatches(new() { Seed = seed }, 1, new() { MaxDegreeOfParallelism = threads }).Fill(filled, mask, patch)?.Image;

    /// <summary>Light and dark.</summary>
    static RgbImage Pattern(Func<int, int, bool> isLight)
    {
        var image = new RgbImage(96, 80);
        for (var i = 0; i < image.Size.Area; i++)
        {
            image.Pixels.AsSpan(RgbImage.Channels * i, RgbImage.Channels).Fill((byte)(isLight(i % 96, i / 96) ? 200 : 60));
        }

        return image;
    }
}
