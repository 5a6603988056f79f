using System.Globalization;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Random sizes, masks and ways to run: the image's size comes back, and known pixels bit by bit. PCONV_FUZZ_RUNS=2000 asks for
/// more of them.</summary>
public sealed class AnySizeTests : IDisposable
{
    readonly OnnxInpainter[] inpainters =
    [
        OnnxInpainter.BuiltIn(new() { Threads = 1 }),
        OnnxInpainter.BuiltIn(new() { Threads = 1, LargeImages = null }),
        OnnxInpainter.BuiltIn(new() { Threads = 1, LargeImages = new() { Margin = 8, MaxSide = 256, MaxDepth = 8 } }),
        OnnxInpainter.BuiltIn(new() { Threads = 1, Style = InpaintingStyle.Faithful }),
        OnnxInpainter.FromWeights(Samples.Network(UNetSpec.WithWidth(4, 3)), new() { Threads = 1 }),
        OnnxInpainter.FromWeights(Samples.Network(UNetSpec.WithWidth(2, 8)), new() { Threads = 1 }),
    ];

    public void Dispose() => Array.ForEach(inpainters, inpainter => inpainter.Dispose());

    [Theory]
    [InlineData(700, 40)]
    [InlineData(90, 60)] // where patches, and what is looked for round a hole, are as large as the image
    public void Inpaint_OfAnySizeAndMask_GivesThatSizeAndKeepsKnownPixelsInBothStyles(int most, int runs) =>
    Parallel.For(0, RunsOr(runs), run =>
    {
        var random = new Random(run);
        var image = new RgbImage(random.Next(1, most + 1), random.Next(1, most + 1));
        random.NextBytes(image.Pixels);
        var mask = RandomMask(random, image.Size);

        var filled = inpainters[run % inpainters.Length].Inpaint(image, mask);

        var nothing = new RgbImage(image.Width, image.Height);
        Assert.Equal(image.Size, filled.Size);
        Assert.True(Composite.Create(image, nothing, mask).Pixels.AsSpan().SequenceEqual(Composite.Create(filled, nothing, mask).Pixels),
            $"Run {run} on {image.Size}");
    });

    static int RunsOr(int runs) =>
        Environment.GetEnvironmentVariable("PCONV_FUZZ_RUNS") is { } asked ? int.Parse(asked, CultureInfo.InvariantCulture) : runs;

    /// <summary>All holes, none, every other pixel, or some boxes that may reach beyond the border.</summary>
    static Mask RandomMask(Random random, ImageSize size)
    {
        var holes = new bool[size.Width * size.Height];
        switch (random.Next(6))
        {
            case 0:
                Array.Fill(holes, true);
                break;
            case 1:
                break;
            case 2:
                holes = [.. holes.Select(_ => random.Next(2) == 0)];
                break;
            default:
                for (var boxes = random.Next(1, 12); boxes > 0; boxes--)
                {
                    var (left, top) = (random.Next(size.Width), random.Next(size.Height));
                    var (right, bottom) =
                        (Math.Min(size.Width, left + random.Next(1, size.Width + 1)),
                            Math.Min(size.Height, top + random.Next(1, size.Height / 2 + 2)));
                    for (var y = top; y < bottom; y++)
                    {
                        holes.AsSpan(y * size.Width + left, right - left).Fill(true);
                    }
                }

                break;
        }

        return Mask.FromHoles(size.Width, size.Height, holes);
    }
}
