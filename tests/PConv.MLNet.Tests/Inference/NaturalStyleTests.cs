using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>The natural style from end to end, with the built-in networks.</summary>
public sealed class NaturalStyleTests(NaturalStyleTests.Networks networks) : IClassFixture<NaturalStyleTests.Networks>
{
    static readonly OnnxInpainterOptions Options = new() { Threads = 1, Style = InpaintingStyle.Natural };

    static readonly InpaintingInput[] Several =
    [
        new(Samples.Image(70, 50), Samples.Irregular(70, 50)), new(Samples.Noise(41, 64), Samples.Irregular(41, 64)),
        new(Samples.Image(9, 7), Samples.Hole(9, 7, 2, 2, 3, 3)),
        new(Samples.Image(30, 30), Mask.AllValid(30, 30)), new(Samples.Image(30, 20), Mask.AllHoles(30, 20)), new(Object(0), Tight),
    ];

    /// <summary>A mask that leaves four pixels of <see cref="Object"/>.</summary>
    static Mask Tight => Mask.FromHoles(100, 90, [.. Enumerable.Range(0, 100 * 90).Select(i => Distance(i) <= 12)]);

    [Theory]
    [InlineData(1, 1, 0, 0, 1, 1)]
    [InlineData(1, 40, 0, 10, 1, 9)]
    [InlineData(40, 1, 10, 0, 9, 1)]
    [InlineData(1, 12, 0, 0, 1, 12)]
    [InlineData(2, 90, 0, 30, 2, 40)]
    [InlineData(24, 17, 0, 0, 24, 17)]
    [InlineData(24, 17, 1, 0, 23, 17)]
    [InlineData(1, 1, 0, 0, 0, 0)]
    public void Inpaint_OfTheSmallestImagesAndOfHolesAlone_GivesTheirSize(int width, int height, int left, int top, int holeWidth,
        int holeHeight)
    {
        var (image, mask) = (Samples.Noise(width, height), Samples.Hole(width, height, left, top, holeWidth, holeHeight));

        var filled = networks.OneThread.Inpaint(image, mask);

        Assert.Equal(image.Size, filled.Size);
        Assert.Equal(Known(image, mask), Known(filled, mask));
        Assert.Equal(filled.Pixels, networks.OneThread.Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_OfSeveralImages_GivesWhatEachGivesAloneOnAnyNumberOfThreads()
    {
        var alone = Several.Select(input => networks.OneThread.Inpaint(input.Image, input.Mask).Pixels).ToArray();

        Assert.Equal(alone, networks.OneThread.Inpaint(Several).Select(filled => filled.Pixels));
        Assert.Equal(alone, networks.TwoThreads.Inpaint(Several).Select(filled => filled.Pixels));
        Assert.Equal(alone, networks.TwoThreads.Inpaint([.. Several.Reverse()]).Reverse().Select(filled => filled.Pixels));
    }

    [Fact]
    public void Inpaint_WithAnotherSeed_GivesAnotherFill()
    {
        using var other = OnnxInpainter.BuiltIn(Options with { Seed = 1 });
        var (image, mask) = Several[1];

        Assert.NotEqual(networks.OneThread.Inpaint(image, mask).Pixels, other.Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Inpaint_OfARimThatIsHidden_BringsItBackBitByBitAndFillsAsIfItWereNotThere()
    {
        var hidden = RimGuard.Hide(Object(0), Tight, new());
        var holes = Mask.FromHoles(100, 90, [.. Enumerable.Range(0, 100 * 90).Select(i => Tight.Valid[i] == 1)]);
        Assert.Equal(hidden.Valid.ToArray(), RimGuard.Hide(Object(4), Tight, new()).Valid.ToArray());
        Assert.True(hidden.HoleCount > Tight.HoleCount);

        var (dark, brighter) = (networks.OneThread.Inpaint(Object(0), Tight), networks.OneThread.Inpaint(Object(4), Tight));

        Assert.Equal(Known(Object(0), Tight), Known(dark, Tight));
        Assert.Equal(Known(Object(4), Tight), Known(brighter, Tight));
        Assert.Equal(Known(dark, holes), Known(brighter, holes));
    }

    [Fact]
    public void Fill_CanceledOnceTheNetworkHasFilled_Ends()
    {
        using var natural = new NaturalStyle(Options);
        using var cancel = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => natural.Fill(Several, _ => cancel.Cancel(), cancel.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(80)]
    [InlineData(200)]
    public void Inpaint_CanceledAtAnyMoment_IsCanceledOrWhole(int milliseconds)
    {
        var (image, mask) = (Samples.Image(128, 96), Samples.Irregular(128, 96));
        var expected = networks.TwoThreads.Inpaint(image, mask).Pixels;
        using var cancel = new CancellationTokenSource(milliseconds);

        var outcome = Record.Exception(() => Assert.Equal(expected, networks.TwoThreads.Inpaint(image, mask, cancel.Token).Pixels));

        Assert.True(outcome is null or OperationCanceledException, outcome?.ToString());
        Assert.Equal(expected, networks.TwoThreads.Inpaint(image, mask).Pixels);
    }

    static byte[] Known(RgbImage image, Mask mask) => Composite.Create(image, new(image.Width, image.Height), mask).Pixels;

    static double Distance(int pixel) => Math.Sqrt(Math.Pow(pixel % 100 - 50, 2) + Math.Pow(pixel / 100 - 45, 2));

    /// <summary>A dark disk on bright ground.</summary>
    static RgbImage Object(int level)
    {
        var image = new RgbImage(100, 90);
        for (var i = 0; i < image.Size.Area; i++)
        {
            byte[] color = Distance(i) <= 16 ? [(byte)(60 + level), 40, 50]
                : [(byte)(150 + i % 100 / 8), (byte)(170 + i % 6), (byte)(130 + i / 800)];
            color.CopyTo(image.Pixels, RgbImage.Channels * i);
        }

        return image;
    }

    /// <summary>Loaded once for all tests.</summary>
    public sealed class Networks : IDisposable
    {
        public OnnxInpainter OneThread { get; } = OnnxInpainter.BuiltIn(Options);

        public OnnxInpainter TwoThreads { get; } = OnnxInpainter.BuiltIn(Options with { Threads = 2 });

        public void Dispose()
        {
            OneThread.Dispose();
            TwoThreads.Dispose();
        }
    }
}
