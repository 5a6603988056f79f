using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ScalingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Fills holes with the mean of the known pixels of what it is given, in one size.</summary>
    OnnxInpainter MeanFill(int height, int width, bool resize = true)
    {
        Models.Save(folder["model.onnx"], g =>
        {
            var (image, mask) = (g.Input("image", "N", 3, height, width), g.Input("mask", "N", 1, height, width));
            var sum = g.Node("ReduceSum", [g.Node("Mul", [image, mask]), g.Constant(2L, 3L)]);
            var mean = g.Node("Div", [sum, g.Node("ReduceSum", [mask, g.Constant(2L, 3L)])]);
            g.Node("Add", [g.Node("Mul", [image, mask]), g.Node("Mul", [mean, g.Node("Sub", [g.Scalar(1), mask])])], "output");
            g.Output("output", "N", 3, height, width);
        }, Models.Own);
        return OnnxInpainter.FromFile(folder["model.onnx"], new() { Threads = 1, Style = InpaintingStyle.Faithful, Resize = resize });
    }

    [Theory]
    [InlineData(40, 30, 16, 24)]
    [InlineData(40, 20, 16, 24)]
    [InlineData(16, 90, 16, 24)]
    [InlineData(7, 5, 16, 24)]
    public void Inpaint_WithResize_TakesAnySizeAndKeepsKnownPixels(int width, int height, int modelWidth, int modelHeight)
    {
        using var inpainter = MeanFill(modelHeight, modelWidth);
        var (image, mask) =
            (Samples.Image(width, height), Samples.Hole(width, height, width / 3, height / 3, width / 4 + 1, height / 4 + 1));

        var filled = inpainter.Inpaint(image, mask);

        Assert.Equal(new ImageSize(modelWidth, modelHeight), inpainter.PaddedSize(image.Size));
        Assert.Equal(image.Pixels, Composite.Create(filled, image, mask).Pixels);
        Assert.NotEqual(image.Pixels, filled.Pixels);
        Assert.Equal(filled.Pixels, inpainter.Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_OfAnEvenColor_WithResize_IsThatColor()
    {
        using var inpainter = MeanFill(24, 16);
        var image = new RgbImage(50, 41, [.. Enumerable.Repeat(new byte[] { 200, 10, 77 }, 50 * 41).SelectMany(p => p)]);

        Assert.Equal(image.Pixels, inpainter.Inpaint(image, Samples.Hole(50, 41, 12, 9, 20, 20)).Pixels);
    }

    [Fact]
    public void Run_WithResize_MixesSizesInABatchAndGivesEachItsOwn()
    {
        using var inpainter = MeanFill(24, 16);
        InpaintingInput[] batch =
            [.. new[] { (40, 30), (10, 9), (16, 24),
                (100, 3) }.Select(s => new InpaintingInput(Samples.Image(s.Item1, s.Item2), Samples.Hole(s.Item1, s.Item2, 1, 1, 4, 1)))];
        var filled = new RgbImage[batch.Length];

        inpainter.Run(batch, (i, planes, padded) => filled[i] = PlanarLayout.ReadHoles(batch[i].Image, batch[i].Mask, planes, padded));

        Assert.All(Enumerable.Range(0, batch.Length),
            i => Assert.Equal(inpainter.Inpaint(batch[i].Image, batch[i].Mask).Pixels, filled[i].Pixels));
    }

    [Theory]
    [InlineData(12, 9, 4, 3)]
    [InlineData(13, 7, 5, 4)]
    [InlineData(10, 10, 10, 10)]
    [InlineData(9, 30, 9, 1)]
    public void Shrink_EqualsMeansOverAFineGrid(int width, int height, int w, int h)
    {
        var (image, mask) = (Samples.Noise(width, height), Samples.Hole(width, height, 2, 3, 2, 2));

        var (small, holes) = Scaling.Shrink(new(image, mask), new(w, h));

        for (var i = 0; i < w * h; i++)
        {
            // every target pixel as width × height points, of which each lies in one source pixel
            var points =
                (from v in Enumerable.Range(0, height) from u in Enumerable.Range(0, width)
                    select ((i % w * width + u) / w, (i / w * height + v) / h)).ToArray();
            Assert.Equal(points.All(p => mask[p.Item1, p.Item2]), holes[i % w, i / w]);
            for (var c = 0; c < 3 && holes[i % w, i / w]; c++)
            {
                Assert.Equal(points.Average(p => image.Pixels[3 * (p.Item2 * width + p.Item1) + c]), small.Pixels[3 * i + c], .5001);
            }
        }
    }

    [Theory]
    [InlineData(4, 3, 12, 9)]
    [InlineData(5, 4, 13, 7)]
    [InlineData(1, 1, 6, 5)]
    [InlineData(6, 5, 6, 5)]
    public void Enlarge_EqualsHatsRoundThePixelsCenters(int width, int height, int w, int h)
    {
        var (from, padded, random) = (new ImageSize(width, height), new ImageSize(width + 2, height + 3), new Random(1));
        float[] planes = [.. Enumerable.Range(0, 3 * padded.Area).Select(_ => random.NextSingle())];
        var large = new float[3 * w * h];

        Scaling.Enlarge(planes, padded, from, large, new(w, h));

        for (var i = 0; i < large.Length; i++)
        {
            var (c, x, y) = (i / (w * h), Center(i % w, w, width), Center(i / w % h, h, height));
            var expected = (from v in Enumerable.Range(0, height)
                            from u in Enumerable.Range(0, width)
                            select Hat(x - u) * Hat(y - v) * planes[c * padded.Area + v * padded.Width + u]).Sum();
            Assert.Equal(expected, large[i], 1e-5);
        }

        static double Center(int target, int targets, int sources) => Math.Clamp((target + .5) * sources / targets - .5, 0, sources - 1);

        static double Hat(double distance) => Math.Max(0, 1 - Math.Abs(distance));
    }
}
