using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Testing;
using PConv.MLNet.Tests;

namespace PConv.MLNet.Training.Tests;

/// <summary>What an estimator owes ML.NET: the columns it promises, checks and reads.</summary>
public sealed class PartialConvInpaintingTrainerTests : IDisposable
{
    const string Kinds = "images (LoadImages), file paths (text), encoded files (a vector of bytes) or a vector of floats";
    readonly TrainerBench bench = new();

    public void Dispose() => bench.Dispose();

    /// <summary>The shape of a row's columns; ML.NET makes shapes but lets no one else make them.</summary>
    SchemaShape Shape<T>() where T : class, new() =>
        bench.ML.Transforms.CustomMapping<Nothing, T>((_, _) => { }, null).GetOutputSchema(new SchemaShape([]));

    SchemaShape ShapeOfImages() => bench.ML.Transforms.LoadImages("Image", null, "ImagePath")
        .Append(bench.ML.Transforms.LoadImages("Mask", null, "MaskPath")).GetOutputSchema(Shape<FileRow>());

    [Fact]
    public void GetOutputSchema_BeforeAnyFit_PromisesWhatTheTransformerMakes()
    {
        var promised = bench.Trainer.GetOutputSchema(ShapeOfImages());
        using var model = bench.Trainer.Fit(bench.Images());

        var made = model.Transform(bench.Images()).Schema["Output"];

        Assert.Equal(["ImagePath", "MaskPath", "Number", "Image", "Mask", "Output"], promised.Select(c => c.Name));
        Assert.Equal(made.Type, promised.Single(c => c.Name == "Output").ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, promised.Single(c => c.Name == "Output").Kind);
        Assert.IsType<ImageDataViewType>(made.Type);
    }

    [Fact]
    public void GetOutputSchema_WithAnUnknownColumn_ListsTheColumns()
    {
        var e = Assert.Throws<ArgumentException>(() => bench.With(o => o with { ImageColumnName = "Photo" })
            .GetOutputSchema(ShapeOfImages()));

        Assert.Equal($"There is no column 'Photo' among ImagePath, MaskPath, Number, Image, Mask. Name the column of images: {Kinds}.",
            e.Message);
    }

    [Fact]
    public void GetOutputSchema_WithoutMasks_SaysThatAPipelineNeedsThem()
    {
        var shape = bench.ML.Transforms.LoadImages("Image", null, "ImagePath").GetOutputSchema(Shape<FileRow>());

        var e = Assert.Throws<ArgumentException>(() => bench.Trainer.GetOutputSchema(shape));

        Assert.Equal(
            "There is no column 'Mask' among ImagePath, MaskPath, Number, Image. Training generates masks, but a pipeline also fills " +
            "what it was trained on: " +
            "add a column of masks before the trainer, or fit the trainer by itself.", e.Message);
    }

    [Fact]
    public void GetOutputSchema_WithColumnsOfAnotherType_SaysWhatIsExpected()
    {
        var images =
            Assert.Throws<ArgumentException>(() => bench.With(o => o with { ImageColumnName = "Number" }).GetOutputSchema(ShapeOfImages()));
        var masks =
            Assert.Throws<ArgumentException>(() => bench.With(o => o with { MaskColumnName = "Number" }).GetOutputSchema(ShapeOfImages()));

        Assert.Equal($"Column 'Number' is of type Int32, expected images: {Kinds}.", images.Message);
        Assert.Equal($"Column 'Number' is of type Int32, expected masks: {Kinds}.", masks.Message);
    }

    [Fact]
    public void Fit_WithAnUnknownColumn_ListsTheColumns()
    {
        var images = Assert.Throws<ArgumentException>(() => bench.With(o => o with { ImageColumnName = "Photo" }).Fit(bench.Images()));
        var masks =
            Assert.Throws<ArgumentException>(() => bench.With(o => o with { UseMaskColumn = true, MaskColumnName = "Holes" })
                .Fit(bench.Images()));

        Assert.Equal($"There is no column 'Photo' among Name, Image, Mask. Name the column of images: {Kinds}.", images.Message);
        Assert.StartsWith("There is no column 'Holes' among Name, Image, Mask.", masks.Message);
    }

    [Fact]
    public void Fit_WithColumnsOfAnotherType_SaysSoBeforeAnyTraining()
    {
        var view = bench.View(new FileRow { Number = 3 });

        var e = Assert.Throws<ArgumentException>(() => bench.With(o => o with { ImageColumnName = "Number" }).Fit(view));

        Assert.Equal($"Column 'Number' is of type Int32, expected images: {Kinds}.", e.Message);
        Assert.Empty(bench.Log);
    }

    [Fact]
    public void Fit_OnAnEmptyView_SaysSo()
    {
        var train = Assert.Throws<ArgumentException>(() => bench.Trainer.Fit(bench.View<ImageRow>()));
        var validate = Assert.Throws<ArgumentException>(() => bench.Trainer.Fit(bench.Images(), bench.View<ImageRow>()));

        Assert.Equal("The view to train on has no rows. Check what it was loaded from.", train.Message);
        Assert.Equal("The view to validate on has no rows. Check what it was loaded from.", validate.Message);
    }

    [Fact]
    public void Fit_ReadsEachViewOnceAndOnlyTheColumnsItNeeds()
    {
        var (train, validation) = (new WatchedView(bench.Images()), new WatchedView(bench.Images(2)));

        bench.Trainer.Fit(train, validation).Dispose();

        Assert.Equal((1, 1), (train.Cursors, validation.Cursors));
        Assert.Equal(["Image"], train.Asked);
        Assert.Equal(["Image"], validation.Asked);
        Assert.True(train.IsDisposed && validation.IsDisposed);
    }

    [Fact]
    public void Fit_WithTheMaskColumn_ReadsBoth()
    {
        var view = new WatchedView(bench.Images());

        bench.With(o => o with { UseMaskColumn = true }).Fit(view).Dispose();

        Assert.Equal(["Image", "Mask"], view.Asked);
        Assert.Equal(1, view.Cursors);
    }

    [Fact]
    public void Fit_OnAViewWithoutMasks_AsksForThemWhenItFills()
    {
        using var model = bench.Trainer.Fit(bench.WithoutMasks());

        Assert.StartsWith("There is no column 'Mask' among Image.",
            Assert.Throws<ArgumentException>(() => model.Transform(bench.WithoutMasks())).Message);
        Assert.Equal(3, TrainerBench.Read(model.Transform(bench.Images(3))).Length);
    }

    [Fact]
    public void PartialConv_ByNames_IsTheSameTrainer()
    {
        using var named = bench.ML.Inpainting().Trainers.PartialConv("Output", "Image", "Mask", bench.Options.Training, bench["run"])
            .Fit(bench.Images());
        using var full = bench.Trainer.Fit(bench.Images());

        var view = bench.View(TrainerBench.Row(Samples.Image(20, 16), Samples.Hole(20, 16, 4, 4, 8, 6)));
        Assert.Equal(TrainerBench.Read(full.Transform(view))[0].Pixels, TrainerBench.Read(named.Transform(view))[0].Pixels);
        Assert.True(File.Exists(bench["run/model.onnx"]));
    }

    sealed class Nothing;
}
