using Microsoft.ML;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Masks in a PredictionEngine and in a saved model.</summary>
public sealed class IrregularMaskPredictionTests : IDisposable
{
    readonly MaskBench bench = new();
    readonly SizeRow[] rows;

    public IrregularMaskPredictionTests() => rows = [.. Enumerable.Range(0, 3).Select(i => bench.Row(30, 20, i))];

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Predict_OfOneRowAfterAnother_EqualsTransform()
    {
        var model = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Image", seed: 0).Fit(bench.View(rows));
        var expected = bench.Masks(bench.View(rows), "Image");
        using var engine = bench.ML.Model.CreatePredictionEngine<SizeRow, MaskedRow>(model);

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
            .Append(bench.ML.Transforms.GenerateIrregularMasks("Drawn", "Loaded", seed: 0))
            .Append(bench.ML.Transforms.CopyColumns("Mask", "Drawn")).Fit(bench.View(rows));
        using var engine = bench.ML.Model.CreatePredictionEngine<SizeRow, MaskedRow>(model);

        using var mask = engine.Predict(rows[0]).Mask!;

        Assert.Equal(bench.Masks(bench.View(rows), "Image")[0]!.Valid, mask.ToMask().Valid);
    }

    [Fact]
    public void Load_ByInpainting_DrawsTheSameMasks()
    {
        var view = bench.View(rows);
        var options = new IrregularMaskOptions { HoleRatio = HoleRatioBucket.From40To50, Border = 3 };
        var model = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Image", options, seed: 5, MaskPolarity.WhiteIsValid)
            .Append(bench.ML.Transforms.CopyColumns("Copy", "Mask")).Fit(view);
        bench.ML.Model.Save(model, view.Schema, bench["masks.zip"]);

        var loaded = new MLContext().Inpainting().Load(bench["masks.zip"]).Transform(view);

        Assert.Equal(model.Transform(view).Schema.Select(c => (c.Name, c.Type)), loaded.Schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(Workbench.Read(model.Transform(view), "Copy").Select(m => m!.Pixels), Workbench.Read(loaded, "Copy")
            .Select(m => m!.Pixels));
    }

    [Fact]
    public void Load_ByModel_RefusesToDraw_AndSaysHowToLoad()
    {
        var view = bench.View(rows);
        bench.ML.Model.Save(bench.ML.Transforms.GenerateIrregularMasks("Mask", "Image").Fit(view), view.Schema, bench["masks.zip"]);
        var loaded = new MLContext().Model.Load(bench["masks.zip"], out _).Transform(view);

        var e = Assert.ThrowsAny<InvalidOperationException>(() => Workbench.Read(loaded, "Mask"));

        Assert.Equal(
            "Masks depend on the ids of their rows, which ML.NET keeps from what mlContext.Model.Load makes. Load the pipeline with " +
            "mlContext.Inpainting().Load.",
            e.GetBaseException().Message);
    }
}
