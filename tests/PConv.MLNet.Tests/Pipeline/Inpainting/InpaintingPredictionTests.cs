using Microsoft.ML;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Row by row, in a PredictionEngine.</summary>
public sealed class InpaintingPredictionTests : IDisposable
{
    readonly Workbench bench = new();
    readonly RgbImage image = Samples.Image(30, 18);
    readonly Mask mask = Samples.Irregular(30, 18);

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Predict_ThroughAChainOfFiles_GivesWhatTheModelGives()
    {
        var row = bench.Files(image, mask);
        using var engine = bench.ML.Model.CreatePredictionEngine<FileRow, FilledRow>(bench.FromFiles().Fit(bench.View(row)));

        using var filled = engine.Predict(row).Output!;

        Assert.Equal(bench.Expected(image, mask).Pixels, filled.ToRgbImage().Pixels);
        Assert.Equal(row.ImagePath, filled.Tag);
    }

    [Fact]
    public void Predict_OfImagesInMemory_GivesWhatTheModelGives()
    {
        var row = Workbench.InMemory(image, mask);
        using var engine = bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(bench.Inpaint.Fit(bench.View(row)));

        Assert.Equal(bench.Expected(image, mask).Pixels, engine.Predict(row).Output!.ToRgbImage().Pixels);
    }

    [Fact]
    public void Predict_OfOneRowAfterAnother_FollowsThem()
    {
        var (small, smallMask) = (Samples.Image(9, 11, 4), Samples.Irregular(9, 11));
        var row = Workbench.InMemory(image, mask);
        using var engine = bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(bench.Inpaint.Fit(bench.View(row)));

        var first = engine.Predict(row).Output!.ToRgbImage();
        var second = engine.Predict(Workbench.InMemory(small, smallMask)).Output!.ToRgbImage();
        var third = engine.Predict(row).Output!.ToRgbImage();

        Assert.Equal(bench.Expected(small, smallMask).Pixels, second.Pixels);
        Assert.Equal(first.Pixels, third.Pixels);
    }

    [Fact]
    public void Predict_OfImagesInMemory_LeavesThemUsable()
    {
        var row = Workbench.InMemory(image, mask);
        using (var engine = bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(bench.Inpaint.Fit(bench.View(row))))
        {
            engine.Predict(row);
            engine.Predict(row);
        }

        Assert.Equal(image.Pixels, row.Image!.ToRgbImage().Pixels);
        Assert.Equal(mask.Valid.ToArray(), row.Mask!.ToMask().Valid.ToArray());
    }

    [Fact]
    public void Predict_AfterAFailedRow_GoesOn()
    {
        var row = Workbench.InMemory(image, mask);
        using var engine = bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(bench.Inpaint.Fit(bench.View(row)));

        Assert.Throws<InvalidOperationException>(() => engine.Predict(Workbench.InMemory(image, Samples.Hole(5, 5, 0, 0, 5, 4))));

        Assert.Equal(bench.Expected(image, mask).Pixels, engine.Predict(row).Output!.ToRgbImage().Pixels);
    }

    [Fact]
    public void Dispose_OfTheEngine_DisposesTheTransformerItOwns()
    {
        var row = Workbench.InMemory(image, mask);
        var transformer = bench.Inpaint.Fit(bench.View(row));
        bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(transformer, new PredictionEngineOptions { OwnsTransformer = false })
            .Dispose();
        Workbench.Read(transformer.Transform(bench.View(row)));

        bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(transformer).Dispose();

        Assert.Throws<ObjectDisposedException>(() => Workbench.Read(transformer.Transform(bench.View(row))));
    }
}
