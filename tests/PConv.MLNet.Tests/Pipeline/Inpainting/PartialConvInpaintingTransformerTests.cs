using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class PartialConvInpaintingTransformerTests : IDisposable
{
    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 40)]
    [InlineData(33, 2)]
    public void Transform_OfAnImageOfAnySize_FillsAllButItsFirstPixel(int width, int height)
    {
        var image = Samples.Noise(width, height);
        var mask = Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(i => i > 0)]);

        Assert.Equal(bench.Expected(image, mask).Pixels, bench.Fill(image, mask).Pixels);
    }

    [Fact]
    public void Transform_OfAMaskWithoutKnownPixels_IsRefused()
    {
        var e = Assert.Throws<InvalidOperationException>(() => bench.Fill(Samples.Noise(8, 6), Mask.AllHoles(8, 6)));

        Assert.Equal(
            "Row 0, column 'Mask': 'mask' is one hole: nothing of the image is known. If white marks what to keep, set the mask polarity " +
            "to white-is-valid.", e.Message);
    }

    [Fact]
    public void Transform_WithoutHoles_GivesTheImageItself()
    {
        var image = Samples.Noise(13, 7);

        Assert.Equal(image.Pixels, bench.Fill(image, Mask.AllValid(13, 7)).Pixels);
    }

    [Fact]
    public void Transform_OfOtherPixelsUnderTheHoles_GivesTheSame()
    {
        var (image, mask) = (Samples.Image(24, 24), Samples.Irregular(24, 24));

        Assert.Equal(bench.Fill(image, mask).Pixels, bench.Fill(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Transform_WhenWhiteIsValid_ReadsMasksTheOtherWay()
    {
        var (image, mask) = (Samples.Image(16, 16), Samples.Hole(16, 16, 0, 0, 5, 16));
        var inverse = Samples.Hole(16, 16, 5, 0, 11, 16);

        Assert.Equal(bench.Expected(image, mask).Pixels,
            bench.Fill(image, inverse, bench.Options with { MaskReading = new(MaskPolarity.WhiteIsValid) }).Pixels);
    }

    [Theory]
    [InlineData(10, 6)]
    [InlineData(11, 3)]
    public void Transform_WithAThreshold_TakesGrayFromItOnAsWhite(byte threshold, int columns)
    {
        var image = Samples.Image(8, 8);
        var gray =
            new RgbImage(8, 8, [.. Enumerable.Range(0, 3 * 64).Select(i => i / 3 % 8 < 3 ? (byte)11 : i / 3 % 8 < 6 ? (byte)10 : (byte)0)]);
        var row = new ImageRow { Image = image.ToMLImage(), Mask = gray.ToMLImage() };
        using var transformer = bench.ML.Transforms.InpaintPartialConv(bench.Options with { MaskReading = new(Threshold: threshold) })
            .Fit(bench.View(row));

        var filled = Assert.Single(Workbench.Read(transformer.Transform(bench.View(row))))!;

        Assert.Equal(bench.Expected(image, Samples.Hole(8, 8, 0, 0, columns, 8)).Pixels, filled.Pixels);
    }

    [Fact]
    public void Transform_OfAGrayPngAndAGrayMask_KeepsKnownPixelsAndStaysGray()
    {
        var gray = Enumerable.Range(0, 12 * 8).Select(i => (byte)(i * 2)).ToArray();
        var holes = gray.Select((_, i) => i % 12 < 4 ? byte.MaxValue : (byte)0).ToArray();
        File.WriteAllBytes(bench["gray.png"], PngFile.OfGray(12, 8, gray));
        File.WriteAllBytes(bench["holes.png"], PngFile.OfGray(12, 8, holes));
        var rows = bench.View(new FileRow { ImagePath = bench["gray.png"], MaskPath = bench["holes.png"] });
        using var model = bench.FromFiles().Fit(rows);

        var filled = Assert.Single(Workbench.Read(model.Transform(rows)))!;

        var colors = new RgbImage(12, 8, [.. gray.SelectMany(g => new[] { g, g, g })]);
        var expected = bench.Expected(colors, Samples.Hole(12, 8, 0, 0, 4, 8)).Pixels.Chunk(3)
            .SelectMany(p => Enumerable.Repeat((byte)((p[0] + p[1] + p[2] + 1) / 3), 3));
        Assert.Equal(expected, filled.Pixels);
    }

    [Fact]
    public void Transform_OfATranslucentImage_KeepsKnownPixelsAndContinuesAlpha()
    {
        var pixels = new byte[4 * 36];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i % 4 == 3 ? 100 + i : i / 2); // colors are below alpha, as ML.NET keeps them
        }

        var mask = Samples.Hole(6, 6, 2, 2, 2, 2);
        var row = new ImageRow { Image = MLImage.CreateFromPixels(6, 6, MLPixelFormat.Bgra32, pixels), Mask = mask.ToImage().ToMLImage() };
        using var engine = bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(bench.Inpaint.Fit(bench.View(row)));

        var filled = engine.Predict(row).Output!.Pixels.ToArray();

        for (var i = 0; i < mask.Valid.Length; i++)
        {
            Assert.InRange(filled[4 * i + 3], 103, 243); // those round the hole have 127 to 219
            Assert.True(filled[4 * i] <= filled[4 * i + 3], $"Pixel {i} is not multiplied with its alpha.");
            Assert.True(mask.Valid[i] == 0
                || pixels.AsSpan(4 * i, 4).SequenceEqual(filled.AsSpan(4 * i, 4)), $"Pixel {i} is known but has changed.");
        }
    }

    [Fact]
    public void Transform_WithAMaskOfAnotherSize_NamesRowFileAndSizes()
    {
        var good = bench.Files(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7), 0);
        var bad = bench.Files(Samples.Image(20, 10), Samples.Hole(10, 20, 0, 0, 10, 19), 1);
        using var model = bench.FromFiles().Fit(bench.View(good));

        var e = Assert.Throws<InvalidOperationException>(() => Workbench.Read(model.Transform(bench.View(good, bad))));

        Assert.Equal(
            $"Row 1, image '{bad.ImagePath}': Mask is 10×20 but image is 20×10. Its sides are exchanged: images are turned upright as " +
            $"their EXIF orientation says. Turn the mask as well.", e.Message);
    }

    [Fact]
    public void Transform_WithAModelThatGivesNaN_NamesRowAndModel()
    {
        using var folder = new TemporaryFolder();
        var file = ModelFile.WriteNaN(folder["broken.onnx"]);
        var (whole, holes) =
            (Workbench.InMemory(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 0, 0)),
                Workbench.InMemory(Samples.Image(8, 8), Samples.Hole(8, 8, 2, 2, 3, 2)));
        using var transformer = bench.ML.Transforms.InpaintPartialConv("Output", "Image", "Mask", file).Fit(bench.View(holes));

        var e = Assert.Throws<InpaintingModelException>(() => Workbench.Read(transformer.Transform(bench.View(whole, holes, holes))));

        Assert.StartsWith($"Row 1: '{file}' gave NaN or infinity in 6 of 18 values of the holes. ", e.Message);
    }

    [Fact]
    public void Transform_OfAnImageWithoutMask_SaysWhatToGive()
    {
        var row = new ImageRow { Image = Samples.Image(8, 8).ToMLImage() };
        using var transformer = bench.Inpaint.Fit(bench.View(row));

        var e = Assert.Throws<InvalidOperationException>(() => Workbench.Read(transformer.Transform(bench.View(row))));

        Assert.Equal("Row 0, column 'Mask': there is an image but no mask. Give it a black mask if it has no holes.", e.Message);
    }

    [Fact]
    public void Transform_ByTwoThreadsAtOnce_GivesTheSameBytes()
    {
        var rows = Enumerable.Range(0, 6).Select(i => bench.Files(Samples.Image(40, 30, i), Samples.Irregular(40, 30, i), i)).ToArray();
        using var model = bench.FromFiles().Fit(bench.View(rows));
        var view = model.Transform(bench.View(rows));
        var alone = Workbench.Read(view).Select(image => image!.Pixels).ToArray();
        var together = new byte[2][][];

        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 },
            i => together[i] = [.. Workbench.Read(view).Select(image => image!.Pixels)]);

        Assert.Equal(alone, together[0]);
        Assert.Equal(alone, together[1]);
    }

    [Fact]
    public void Transform_WithoutRows_GivesNone()
    {
        using var transformer = bench.Inpaint.Fit(bench.View<ImageRow>());

        Assert.Empty(Workbench.Read(transformer.Transform(bench.View<ImageRow>())));
    }

    [Fact]
    public void Dispose_Twice_DoesNoHarm_AndLaterUseIsRefused()
    {
        var row = Workbench.InMemory(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7));
        var transformer = bench.Inpaint.Fit(bench.View(row));

        transformer.Dispose();
        transformer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Workbench.Read(transformer.Transform(bench.View(row))));
    }
}
