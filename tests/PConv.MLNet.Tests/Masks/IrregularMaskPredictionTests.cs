using Microsoft.ML;
using PConv.MLNet.Core;

namespace PConv.MLNet.Tests;

/// <summary>Masks in a PredictionEngine and in a saved model.</summary>
public sealed class IrregularMaskPredictionTests : IDisposable
{
    readonly MaskBench bench = new();
    readonly PictureRow[] rows;

    public IrregularMaskPredictionTests() => rows = [.. Enumerable.Range(0, 3).Select(i => bench.Picture(30, 20, i))];

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Predict_OfOneRowAfterAnother_EqualsTransform()
    {
        var model = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Image").Fit(bench.View(rows));
        var expected = bench.Masks(bench.View(rows), "Image");
        using var engine = bench.ML.Model.CreatePredictionEngine<PictureRow, MaskedRow>(model);

        for (var i = 0; i < rows.Length; i++)
        {
            using var mask = engine.Predict(rows[i]).Mask!;
            Assert.Equal(expected[i]!.Valid, mask.ToMask().Valid);
        }
    }

    [Fact]
    public void Predict_ThroughAChain_EqualsTransform()
    {
        var model = bench.ML.Transforms.LoadImages("Loaded", null, "Path")
            .Append(bench.ML.Transforms.GenerateIrregularMasks("Drawn", "Loaded"))
            .Append(bench.ML.Transforms.CopyColumns("Mask", "Drawn")).Fit(bench.View(rows));
        using var engine = bench.ML.Model.CreatePredictionEngine<PictureRow, MaskedRow>(model);

        using var mask = engine.Predict(rows[0]).Mask!;

        Assert.Equal(bench.Masks(bench.View(rows), "Image")[0]!.Valid, mask.ToMask().Valid);
    }

    [Fact]
    public void Save_SaysWhatToDoInstead()
    {
        var view = bench.View(rows);
        var model = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Image").Append(bench.ML.Transforms.CopyColumns("Copy", "Mask")).Fit(view);

        var e = Assert.Throws<NotSupportedException>(() => bench.ML.Model.Save(model, view.Schema, new MemoryStream()));

        Assert.Equal("GenerateIrregularMasks cannot be saved by mlContext.Model.Save. Transform the data with it first, fit the rest of the pipeline on the result, and save that: "
            + "drawn masks belong to training and evaluation data, not to a deployed model.", e.Message);
    }

    [Fact]
    public void Save_OfWhatWasFittedOnTheMaskedData_Works()
    {
        var masked = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Image").Fit(bench.View(rows)).Transform(bench.View(rows));
        using var file = new MemoryStream();

        bench.ML.Model.Save(bench.ML.Transforms.CopyColumns("Copy", "Mask").Fit(masked), null, file);

        file.Position = 0;
        Assert.NotNull(new MLContext().Model.Load(file, out _));
    }
}
