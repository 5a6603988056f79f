using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace PConv.MLNet.Tests;

/// <summary>Whose an image is: the caller's stays usable, one that was made for a row is disposed with it.</summary>
public sealed class ImageOwnershipTests : IDisposable
{
    const int Width = 16, Height = 12;

    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    /// <summary>ResizeImages hands on an image that has its size already, and disposes what it is given back.</summary>
    [Theory]
    [InlineData(Width, Width, Width)]
    [InlineData(Width, 40, Width)]
    [InlineData(40, Width, Width)]
    [InlineData(40, 30, Width)]
    public void ImagesOfTheCaller_BehindAResizing_StayUsable(params int[] widths)
    {
        ImageRow[] rows =
            [.. widths.Select((width, i) => Workbench.InMemory(Samples.Image(width, Height, i), Samples.Hole(width, Height, 1, 1, 5, 5)))];
        var view = Resize().Fit(bench.View(rows)).Transform(bench.View(rows));
        using var transformer = bench.Inpaint.Fit(view);

        var filled = Workbench.Read(transformer.Transform(view));

        Assert.All(filled, image => Assert.Equal(new ImageSize(Width, Height), image!.Size));
        Assert.All(rows, row => Assert.Equal((false, false), (MadeImages.IsDisposed(row.Image!), MadeImages.IsDisposed(row.Mask!))));
    }

    [Fact]
    public void ImagesOfTheCaller_BehindAResizingInAPredictionEngine_StayUsable()
    {
        ImageRow[] rows =
            [.. Enumerable.Range(0, 3).Select(i => Workbench.InMemory(Samples.Image(Width, Height, i), Samples.Irregular(Width, Height)))];
        using var engine = bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(Resize().Append(bench.Inpaint).Fit(bench.View(rows)));

        Assert.All(rows, row => Assert.Equal(new ImageSize(Width, Height), engine.Predict(row).Output!.ToRgbImage().Size));

        Assert.All(rows, row => Assert.Equal((false, false), (MadeImages.IsDisposed(row.Image!), MadeImages.IsDisposed(row.Mask!))));
    }

    [Theory]
    [InlineData(Width)] // handed on by the resizing
    [InlineData(40)]
    public void ImagesMadeForARow_BehindAResizing_AreReadOnce_AndDisposedWithTheNext(int width)
    {
        var source = new MadeImages(5, row => (Samples.Image(width, Height, row), Samples.Hole(width, Height, 1, 1, 5, 5)));
        var view = Resize().Fit(source).Transform(source);
        using var transformer = bench.Inpaint.Fit(view);

        Assert.Equal(5, Workbench.Read(transformer.Transform(view)).Length);

        Assert.Equal([0, 1, 2, 3, 4], source.Read);
        // a resizing keeps its last source, of image and of mask
        Assert.Equal(2, source.Made.Count(image => !MadeImages.IsDisposed(image)));
    }

    [Fact]
    public void ImagesMadeForARow_AreDisposedBeforeTheNextRow_EvenIfNobodyClosesTheCursor()
    {
        var source = new MadeImages(3, row => (Samples.Image(Width, Height, row), Samples.Hole(Width, Height, 1, 1, 5, 5)));
        using var transformer = bench.Inpaint.Fit(source);
        var view = transformer.Transform(source);
        var cursor = view.GetRowCursor([view.Schema["Output"]]);
        var get = cursor.GetGetter<MLImage?>(view.Schema["Output"]);
        MLImage? output = null;

        cursor.MoveNext();
        get(ref output);

        Assert.NotEmpty(source.Made);
        Assert.All(source.Made, image => Assert.True(MadeImages.IsDisposed(image)));
        output!.Dispose();
    }

    /// <summary>ML.NET's own mappings dispose nothing: its loaded pipeline leaves every output to whoever asked.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OutputsOfAPredictionEngine_AreDisposedByTheNext_UnlessMLNetLoadedThePipeline(bool isLoadedByModel)
    {
        var row = Workbench.InMemory(Samples.Image(Width, Height), Samples.Irregular(Width, Height));
        bench.ML.Model.Save(bench.Inpaint.Fit(bench.View(row)), null, bench["pipeline.zip"]);
        var loaded = isLoadedByModel ? new MLContext().Model.Load(bench["pipeline.zip"], out _)
            : new MLContext().Inpainting().Load(bench["pipeline.zip"]);
        using var engine = bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(loaded);

        using var first = engine.Predict(row).Output!;
        using var second = engine.Predict(row).Output!;

        Assert.Equal(!isLoadedByModel, MadeImages.IsDisposed(first));
        Assert.False(MadeImages.IsDisposed(second));
    }

    EstimatorChain<ImageResizingTransformer> Resize() =>
        bench.ML.Transforms.ResizeImages("Image", Width, Height, resizing: ResizingKind.Fill)
        .Append(bench.ML.Transforms.ResizeImages("Mask", Width, Height, resizing: ResizingKind.Fill));
}
