using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>The estimator among ML.NET's own, as its users write it.</summary>
public sealed class InpaintingPipelineTests : IDisposable
{
    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Chain_WithTheBuiltInModel_KeepsKnownPixelsAndFillsHoles()
    {
        var (image, mask) = (Samples.Image(40, 24), Samples.Hole(40, 24, 10, 6, 12, 9));
        var rows = bench.View(bench.Files(image, mask));
        using var model = bench.FromFiles(bench.ML.Transforms.InpaintPartialConv("Output", "Image", "Mask")).Fit(rows);

        var filled = Assert.Single(Workbench.Read(model.Transform(rows)))!;

        Assert.Equal(image.Pixels, Composite.Create(filled, image, mask).Pixels); // all but the holes
        Assert.NotEqual(image.Pixels, filled.Pixels);
        Assert.True(ImageMetrics.Psnr(image, filled) > 20, "The built-in model should come near to a smooth image.");
    }

    [Fact]
    public void Chain_WithAModelFile_GivesWhatTheModelGives()
    {
        var (image, mask) = (Samples.Image(37, 21), Samples.Irregular(37, 21));
        var rows = bench.View(bench.Files(image, mask));
        using var model = bench.FromFiles(bench.ML.Transforms.InpaintPartialConv("Output", "Image", "Mask", bench.Model)).Fit(rows);

        Assert.Equal(bench.Expected(image, mask).Pixels, Assert.Single(Workbench.Read(model.Transform(rows)))!.Pixels);
    }

    [Fact]
    public void Chain_OfSeveralSizes_KeepsTheOrderOfRows()
    {
        var images = Enumerable.Range(0, 4)
            .Select(i => (Image: Samples.Image(20 + 3 * i, 30 - 5 * i, i), Mask: Samples.Irregular(20 + 3 * i, 30 - 5 * i, i))).ToArray();
        var rows = bench.View(images.Select((p, i) => bench.Files(p.Image, p.Mask, i)).ToArray());
        using var model = bench.FromFiles().Fit(rows);

        var filled = Workbench.Read(model.Transform(rows));

        Assert.Equal(images.Select(p => p.Image.Size), filled.Select(f => f!.Size));
        Assert.All(images.Zip(filled),
            pair => Assert.Equal(bench.Expected(pair.First.Image, pair.First.Mask).Pixels, pair.Second!.Pixels));
    }

    [Fact]
    public void Chain_WithAModelOfOneSizeAndResize_FillsLargerImagesAtTheirOwnSize()
    {
        OnnxExport.Save(Samples.Network(UNetSpec.WithWidth(4, 2)), bench["fixed.onnx"], new() { FixedSize = new(24, 20) });
        var options = bench.Options with
        {
            ModelFile = bench["fixed.onnx"],
            NetworkOutputColumnName = "Planes",
            Scoring = new() { Threads = 1, Resize = true },
        };
        using var inpainter = OnnxInpainter.FromFile(bench["fixed.onnx"], options.Scoring);
        var images =
            new[] { (50, 41), (10, 9),
                (60, 8) }.Select((s, i) => (Image: Samples.Image(s.Item1, s.Item2, i), Mask: Samples.Hole(s.Item1, s.Item2, 3, 2, 5, 4)))
                    .ToArray();
        var rows = bench.View(images.Select((p, i) => bench.Files(p.Image, p.Mask, i)).ToArray());
        using var model = bench.FromFiles(bench.ML.Transforms.InpaintPartialConv(options)).Fit(rows);

        var view = model.Transform(rows);

        Assert.All(images.Zip(Workbench.Read(view)),
            pair => Assert.Equal(inpainter.Inpaint(pair.First.Image, pair.First.Mask).Pixels, pair.Second!.Pixels));
        Assert.Equal(images.Select(p => 3 * p.Image.Size.Area), view.GetColumn<VBuffer<float>>("Planes").Select(p => p.Length));
    }

    [Fact]
    public void Chain_PassesOtherColumnsThrough()
    {
        var rows =
            bench.View(bench.Files(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7), 5),
                bench.Files(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7), 7));
        using var model = bench.FromFiles().Fit(rows);

        var view = model.Transform(rows);

        Assert.Equal([5, 7], view.GetColumn<int>("Number"));
        Assert.Equal([bench["mask-5.png"], bench["mask-7.png"]], view.GetColumn<string>("MaskPath"));
        Assert.Equal(["ImagePath", "MaskPath", "Number", "Image", "Mask", "Output"], view.Schema.Select(c => c.Name));
    }

    [Fact]
    public void Chain_WithEstimatorsBehindIt_HandsItsImagesOn()
    {
        var (image, mask) = (Samples.Image(16, 12), Samples.Hole(16, 12, 3, 3, 6, 6));
        var rows = bench.View(bench.Files(image, mask));
        var chain = bench.FromFiles().Append(bench.ML.Transforms.ResizeImages("Small", 8, 8, "Output"))
            .Append(bench.ML.Transforms.CopyColumns("Copy", "Output"));
        using var model = chain.Fit(rows);

        var view = model.Transform(rows);

        Assert.Equal(new ImageSize(8, 8), Assert.Single(Workbench.Read(view, "Small"))!.Size);
        Assert.Equal(bench.Expected(image, mask).Pixels, Assert.Single(Workbench.Read(view, "Copy"))!.Pixels);
    }

    [Fact]
    public void Chain_OfTwo_FillsWhatTheFirstOneFilled()
    {
        var (image, mask) = (Samples.Image(16, 12), Samples.Hole(16, 12, 3, 3, 6, 6));
        var rows = bench.View(bench.Files(image, mask));
        using var model = bench.FromFiles().Append(bench.ML.Transforms.InpaintPartialConv("Twice", "Output", "Mask", bench.Model))
            .Fit(rows);

        var once = bench.Expected(image, mask);
        Assert.Equal(bench.Expected(once, mask).Pixels, Assert.Single(Workbench.Read(model.Transform(rows), "Twice"))!.Pixels);
    }

    [Fact]
    public void Chain_WithTheOutputNamedAsTheImage_HidesTheImage()
    {
        var (image, mask) = (Samples.Image(16, 12), Samples.Hole(16, 12, 3, 3, 6, 6));
        var rows = bench.View(bench.Files(image, mask));
        using var model = bench.FromFiles(bench.ML.Transforms.InpaintPartialConv("Image", "Image", "Mask", bench.Model)).Fit(rows);

        Assert.Equal(bench.Expected(image, mask).Pixels, Assert.Single(Workbench.Read(model.Transform(rows), "Image"))!.Pixels);
    }

    [Fact]
    public void Chain_WithAnEmptyPath_GivesNoImageForThatRow()
    {
        var rows = bench.View(new FileRow(), bench.Files(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7)));
        using var model = bench.FromFiles().Fit(rows);

        var filled = Workbench.Read(model.Transform(rows));

        Assert.Null(filled[0]);
        Assert.NotNull(filled[1]);
    }
}
