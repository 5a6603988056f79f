using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Inference;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Rows whose images are filled in parts.</summary>
public sealed class LargeImageRowTests : IDisposable
{
    readonly Workbench bench = new();
    readonly InpaintingInput[] inputs =
    [
        new(Samples.Image(600, 300, 1), Samples.Hole(600, 300, 500, 100, 30, 30)),
        new(Samples.Image(600, 300, 2), Samples.Hole(600, 300, 40, 50, 200, 180)), // deep: coarse to fine
        new(Samples.Image(600, 300, 3), Samples.Irregular(600, 300)),
        new(Samples.Image(40, 300, 4), Samples.Hole(40, 300, 3, 20, 20, 30)),
    ];

    public void Dispose() => bench.Dispose();

    ImageRow[] Rows => [.. inputs.Select(i => Workbench.InMemory(i.Image, i.Mask))];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Rows_InBatchesOfAnySize_AreFilledAsEachAlone(int batchSize)
    {
        using var transformer = bench.ML.Transforms.InpaintPartialConv(bench.Options with { BatchSize = batchSize }).Fit(bench.View(Rows));

        var filled = Workbench.Read(transformer.Transform(bench.View(Rows)));

        Assert.All(inputs, (input, i) => Assert.Equal(bench.Expected(input.Image, input.Mask).Pixels, filled[i]!.Pixels));
    }

    [Fact]
    public void NetworkOutput_IsOfTheWholeImage()
    {
        var (image, mask) = inputs[0];
        using var whole = OnnxInpainter.FromFile(bench.Model, new() { LargeImages = null });
        using var transformer = bench.ML.Transforms.InpaintPartialConv(bench.Options with { NetworkOutputColumnName = "Network" })
            .Fit(bench.View(Rows[0]));

        var view = transformer.Transform(bench.View(Rows[0]));

        Assert.Equal(whole.Inpaint(image, mask).Pixels, Assert.Single(Workbench.Read(view))!.Pixels);
        Assert.Equal(3 * image.Size.Area, Assert.Single(view.GetColumn<float[]>("Network")).Length);
    }

    public static TheoryData<OnnxInpainterOptions> Kept =>
    [
        new OnnxInpainterOptions { LargeImages = new() { MaxDepth = 20, Margin = 24, MaxSide = 256 } },
        new OnnxInpainterOptions { LargeImages = null },
        new OnnxInpainterOptions { Style = InpaintingStyle.Faithful },
        new OnnxInpainterOptions { Seed = 5 },
    ];

    [Theory]
    [MemberData(nameof(Kept))]
    public void ASavedPipeline_KeepsHowImagesAreFilled(OnnxInpainterOptions scoring)
    {
        var (image, mask) = inputs[1];
        using var direct = OnnxInpainter.FromFile(bench.Model, scoring);
        using var fitted = bench.ML.Transforms.InpaintPartialConv(bench.Options with { Scoring = scoring }).Fit(bench.View(Rows[1]));
        bench.ML.Model.Save(fitted, null, bench["pipeline.zip"]);

        var filled = Workbench.Read(bench.ML.Model.Load(bench["pipeline.zip"], out _).Transform(bench.View(Rows[1])));

        Assert.Equal(direct.Inpaint(image, mask).Pixels, Assert.Single(filled)!.Pixels);
        Assert.NotEqual(bench.Expected(image, mask).Pixels, filled[0]!.Pixels);
    }
}
