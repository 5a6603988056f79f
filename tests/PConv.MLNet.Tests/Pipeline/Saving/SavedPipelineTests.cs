using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Pipelines written by one context and read by another.</summary>
public sealed class SavedPipelineTests : IDisposable
{
    readonly Workbench bench = new();
    readonly RgbImage image = Samples.Image(24, 17);
    readonly Mask mask = Samples.Hole(24, 17, 4, 3, 9, 8);

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_OfAChainOfFiles_GivesTheSameBytes(bool batched)
    {
        var rows = bench.View(bench.Files(image, mask, 0), bench.Files(Samples.Image(30, 9), Samples.Hole(30, 9, 1, 1, 5, 5), 1));
        using var model = bench.FromFiles().Fit(rows);
        bench.ML.Model.Save(model, rows.Schema, bench["pipeline.zip"]);
        File.Delete(bench.Model); // the weights travel in the file

        using var loaded = (IDisposable)Load(batched);

        Assert.Equal(Pixels(model.Transform(rows)), Pixels(((ITransformer)loaded).Transform(rows)));
        Assert.Equal([image.Size, new(30, 9)], Workbench.Read(((ITransformer)loaded).Transform(rows)).Select(i => i!.Size));
    }

    [Fact]
    public void Save_WhereAllColumnsAreImages_LeavesTheSchemaOut()
    {
        var rows = bench.View(new Pair { Image = image.ToMLImage(), Mask = mask.ToImage().ToMLImage() });
        using var model = bench.Inpaint.Fit(rows);

        bench.ML.Inpainting().Save(model, rows.Schema, bench["pipeline.zip"]);

        var loaded = new MLContext().Inpainting().Load(bench["pipeline.zip"], out var schema);
        Assert.Null(schema);
        Assert.Equal(Pixels(model.Transform(rows)), Pixels(loaded.Transform(rows)));
    }

    [Fact]
    public void Load_GivesTheColumnsThatAreNoImages()
    {
        var rows = bench.View(Workbench.InMemory(image, mask));
        using var model = bench.Inpaint.Fit(rows);
        bench.ML.Model.Save(model, rows.Schema, bench["pipeline.zip"]);

        new MLContext().Inpainting().Load(bench["pipeline.zip"], out var schema);

        Assert.Equal(["Name"], schema!.Select(c => c.Name));
    }

    [Fact]
    public void Load_ByInpainting_GivesTheTransformerBackWithItsOptions()
    {
        var options = bench.Options with
        {
            MaskReading = new(MaskPolarity.WhiteIsValid, 77),
            Grow = 4,
            BatchSize = 3,
            VectorMaximum = 255,
            FilledHolesColumnName = "Holes",
            NetworkOutputColumnName = "Raw",
            Scoring = new()
            {
                Style = InpaintingStyle.Faithful,
                Seed = 5,
                Threads = 1,
                GpuDeviceId = 7,
                FallbackToCpu = true,
                TensorRT = true,
                GpuMemoryLimit = 1L << 33,
                Spinning = true,
                Resize = true,
                Description = new()
                {
                    Name = "mine",
                    ImageRange = new(-1, 1),
                    MaskValues = new(1, 0),
                    HoleColor = 0,
                    Bgr = true,
                    Batch = 1,
                },
            },
        };
        using var model = Saved(options, bench.View(Workbench.InMemory(image, mask)));

        using var loaded = (InpaintingTransformer)Load(batched: true);

        var saved = Assert.IsType<PartialConvInpaintingOptions>(loaded.Options);
        Assert.Equal(options with { ModelFile = null }, saved with { Model = null });
        Assert.Equal(File.ReadAllBytes(bench.Model), saved.Model);
    }

    [Fact]
    public void Load_ByInpainting_FillsInBatches()
    {
        var rows = bench.View(bench.Files(image, mask));
        using var model = bench.FromFiles().Fit(rows);
        bench.ML.Model.Save(model, rows.Schema, bench["pipeline.zip"]);

        var chain = Assert.IsType<TransformerChain<ITransformer>>(Load(batched: true));

        Assert.IsType<InpaintingTransformer>(chain.Last());
        Assert.Equal(3, chain.Count());
    }

    [Fact]
    public void Save_OfALoadedPipeline_CanBeLoadedAgain()
    {
        var rows = bench.View(Workbench.InMemory(image, mask));
        using var model = Saved(bench.Options, rows);
        var again = Load(batched: true);
        bench.ML.Model.Save(again, rows.Schema, bench["pipeline.zip"]);

        Assert.Equal(Pixels(model.Transform(rows)), Pixels(Load(batched: true).Transform(rows)));
        bench.ML.Model.Save(Load(batched: false), rows.Schema, bench["pipeline.zip"]);
        Assert.Equal(Pixels(model.Transform(rows)), Pixels(Load(batched: true).Transform(rows)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_ForPredictions_GivesTheSameBytes(bool batched)
    {
        var row = bench.Files(image, mask);
        using var model = bench.FromFiles().Fit(bench.View(row));
        bench.ML.Model.Save(model, bench.View(row).Schema, bench["pipeline.zip"]);

        using var engine = bench.ML.Model.CreatePredictionEngine<FileRow, FilledRow>(Load(batched));

        Assert.Equal(bench.Expected(image, mask).Pixels, engine.Predict(row).Output!.ToRgbImage().Pixels);
    }

    [Fact]
    public void Load_ByModel_AddsTheSameColumns()
    {
        var rows = bench.View(Workbench.InMemory(image, mask));
        using var model = Saved(bench.Options with { FilledHolesColumnName = "Holes", NetworkOutputColumnName = "Raw" }, rows);

        var view = Load(batched: false).Transform(rows);

        Assert.Equal(["Name", "Image", "Mask", "Output", "Holes", "Raw"], view.Schema.Select(c => c.Name));
        Assert.Equal(Pixels(model.Transform(rows), "Holes"), Pixels(view, "Holes"));
        Assert.Equal(model.Transform(rows).GetColumn<float[]>("Raw"), view.GetColumn<float[]>("Raw"));
    }

    [Fact]
    public void Save_AfterTheModelFileHasChanged_IsRefused()
    {
        using var transformer = bench.Inpaint.Fit(bench.View<ImageRow>());
        File.AppendAllText(bench.Model, "more");

        var e = Assert.ThrowsAny<Exception>(() => bench.ML.Model.Save(transformer, null, bench["pipeline.zip"]));

        Assert.Equal($"The model file '{bench.Model}' has changed since the pipeline was fitted. Fit it again, or put the old file back.",
            e.GetBaseException().Message);
    }

    [Fact]
    public void Load_OfAMissingFile_SaysSo()
    {
        var e = Assert.Throws<FileNotFoundException>(() => bench.ML.Inpainting().Load(bench["none.zip"]));

        Assert.Equal($"There is no saved pipeline '{bench["none.zip"]}'. Check the path.", e.Message);
    }

    InpaintingTransformer Saved(PartialConvInpaintingOptions options, IDataView rows)
    {
        var model = bench.ML.Transforms.InpaintPartialConv(options).Fit(rows);
        bench.ML.Model.Save(model, rows.Schema, bench["pipeline.zip"]);
        return model;
    }

    ITransformer Load(bool batched)
    {
        var context = new MLContext();
        return batched ? context.Inpainting().Load(bench["pipeline.zip"]) : context.Model.Load(bench["pipeline.zip"], out _);
    }

    static IEnumerable<byte[]> Pixels(IDataView view, string column = "Output") => Workbench.Read(view, column).Select(i => i!.Pixels);

    sealed class Pair
    {
        public MLImage? Image { get; set; }

        public MLImage? Mask { get; set; }
    }
}
