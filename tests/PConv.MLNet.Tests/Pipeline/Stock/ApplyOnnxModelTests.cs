using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace PConv.MLNet.Tests;

/// <summary>Exported models in ML.NET's own transformers, without ours.</summary>
public sealed class ApplyOnnxModelTests : IDisposable
{
    static readonly ImageSize Size = new(24, 16);

    readonly Workbench bench = new();
    readonly NetworkWeights weights = Samples.Network(UNetSpec.WithWidth(4, 2));

    public void Dispose() => bench.Dispose();

    [Fact]
    public void AModelOfOneSize_GivesWhatTheInpainterGives()
    {
        OnnxExport.Save(weights, bench["fixed.onnx"], new() { FixedSize = Size });

        FillsAsTheInpainterDoes(bench.ML.Transforms.ApplyOnnxModel(["output"], ["image", "mask"], bench["fixed.onnx"]));
    }

    [Fact]
    public void AModelOfAnySize_WithADictionaryOfShapes_GivesWhatTheInpainterGives()
    {
        OnnxExport.Save(weights, bench["open.onnx"]);
        var shapes = new Dictionary<string, int[]>
        {
            ["image"] = [1, 3, Size.Height, Size.Width],
            ["mask"] = [1, 1, Size.Height, Size.Width],
            ["output"] = [1, 3, Size.Height, Size.Width],
        };

        // the limit chooses between two overloads
        FillsAsTheInpainterDoes(
            bench.ML.Transforms.ApplyOnnxModel(["output"], ["image", "mask"], bench["open.onnx"], shapes, recursionLimit: 100));
    }

    void FillsAsTheInpainterDoes(IEstimator<ITransformer> model)
    {
        var ml = bench.ML;
        var rows = bench.View(
            bench.Files(Samples.Image(50, 41), Samples.Irregular(50, 41), 0), // has to be resized
            bench.Files(Samples.Image(Size.Width, Size.Height, 5), Samples.Irregular(Size.Width, Size.Height), 1));
        var pipeline = ml.Transforms.LoadImages("Photo", null, "ImagePath")
            .Append(ml.Transforms.ResizeImages("Photo", Size.Width, Size.Height, resizing: ResizingKind.Fill))
            .Append(ml.Transforms.ExtractPixels("image", "Photo", scaleImage: 1 / 255f))
            .Append(ml.Transforms.LoadImages("Holes", null, "MaskPath"))
            .Append(ml.Transforms.ResizeImages("Holes", Size.Width, Size.Height, resizing: ResizingKind.Fill))
            .Append(ml.Transforms.ExtractPixels("mask", "Holes", colorsToExtract: ColorBits.Red, offsetImage: 255, scaleImage: -1 / 255f))
            .Append(model);

        var view = pipeline.Fit(rows).Transform(rows);

        var filled = view.GetColumn<float[]>("output").Select(planes => PlanarLayout.Read(planes, RgbImage.Channels, Size)).ToArray();
        var (images, masks) = (Workbench.Read(view, "Photo"), Workbench.Read(view, "Holes"));
        using var inpainter = OnnxInpainter.FromWeights(weights, new() { Style = InpaintingStyle.Faithful });
        Assert.Equal(2, filled.Length);
        Assert.All(Enumerable.Range(0, filled.Length), row =>
        {
            var mask = Mask.FromImage(masks[row]!);
            var expected = inpainter.Inpaint(images[row]!, mask);
            Assert.InRange(expected.Pixels.Zip(filled[row].Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
            Assert.Equal(Known(expected, mask), Known(filled[row], mask)); // bit by bit
            Assert.InRange(mask.HoleRatio, .01, .99);
        });
    }

    static byte[] Known(RgbImage image, Mask mask) => Composite.Create(image, new(image.Width, image.Height), mask).Pixels;
}
