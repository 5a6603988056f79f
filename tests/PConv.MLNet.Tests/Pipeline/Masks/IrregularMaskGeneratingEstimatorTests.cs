using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;

namespace PConv.MLNet.Tests;

public sealed class IrregularMaskGeneratingEstimatorTests : IDisposable
{
    const string Kinds = "images (LoadImages), file paths (text), encoded files (a vector of bytes) or a vector of floats";

    readonly MaskBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Fit_WithAnUnknownColumn_ListsTheColumns() => Assert.Equal(
        $"There is no column 'Photo' among Image, Path, Bytes, Vector, Number. Name the column of images: {Kinds}.",
        Assert.Throws<ArgumentException>(() => Estimator("Photo").Fit(bench.View<SizeRow>())).Message);

    [Fact]
    public void Fit_WithAColumnWithoutImages_SaysItsType() => Assert.Equal(
        $"Column 'Number' is of type Single, expected images: {Kinds}.",
        Assert.Throws<ArgumentException>(() => Estimator("Number").Fit(bench.View<SizeRow>())).Message);

    [Theory]
    [InlineData("Photo")]
    [InlineData("Number")]
    public void GetOutputSchema_RefusesWhatFitRefuses_WithTheSameWords(string column)
    {
        var fit = Assert.Throws<ArgumentException>(() => Estimator(column).Fit(bench.View<SizeRow>()));
        var shape = Assert.Throws<ArgumentException>(() => Estimator(column).GetOutputSchema(bench.Shape<SizeRow>()));

        Assert.Equal(fit.Message, shape.Message);
    }

    [Theory]
    [InlineData("Image")]
    [InlineData("Path")]
    [InlineData("Bytes")]
    [InlineData("Vector")]
    public void GetOutputSchema_PromisesTheRealColumns(string column) =>
    PromisesTheTruth<SizeRow>(Estimator(column), new ImageDataViewType());

    [Fact]
    public void GetOutputSchema_OfImagesOfOneSize_PromisesIt() =>
    PromisesTheTruth<SizedRow>(Estimator("Image"), new ImageDataViewType(20, 30));

    [Fact]
    public void GetOutputSchema_OfAFixedSize_PromisesIt() => PromisesTheTruth<SizeRow>(
        bench.ML.Transforms.GenerateIrregularMasks("Mask", null, new() { Width = 40, Height = 25 }),
        new ImageDataViewType(25, 40));

    [Fact]
    public void GetOutputSchema_ForAColumnThatIsThere_TakesItsPlace()
    {
        var shape = bench.ML.Transforms.GenerateIrregularMasks("Path", "Image").GetOutputSchema(bench.Shape<SizeRow>());

        Assert.IsType<ImageDataViewType>(Assert.Single(shape, c => c.Name == "Path").ItemType);
    }

    [Fact]
    public void Fit_OnAViewWithoutRows_Works()
    {
        var empty = bench.View<SizeRow>();

        Assert.Empty(MaskBench.Masks(Estimator("Image").Fit(empty).Transform(empty)));
    }

    [Fact]
    public void Fit_BetweenStockEstimators_TakesTheirImages()
    {
        var row = bench.Row(50, 40);
        var chain = bench.ML.Transforms.LoadImages("Loaded", null, "Path")
            .Append(bench.ML.Transforms.ResizeImages("Small", 30, 20, "Loaded"))
            .Append(bench.ML.Transforms.GenerateIrregularMasks("Mask", "Small"))
            .Append(bench.ML.Transforms.DropColumns("Loaded"));
        var view = chain.Fit(bench.View(row)).Transform(bench.View(row));

        Assert.Equal(new ImageDataViewType(20, 30), view.Schema["Mask"].Type);
        Assert.Equal(new ImageSize(30, 20), Assert.Single(MaskBench.Masks(view))!.Size);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void OutputColumnName_ThatIsEmpty_IsRefused(string? name) =>
        Assert.ThrowsAny<ArgumentException>(() => bench.ML.Transforms.GenerateIrregularMasks(name!, "Image"));

    IEstimator<ITransformer> Estimator(string column) => bench.ML.Transforms.GenerateIrregularMasks("Mask", column);

    void PromisesTheTruth<T>(IEstimator<ITransformer> estimator, ImageDataViewType type) where T : class, new()
    {
        var promised = estimator.GetOutputSchema(bench.Shape<T>());
        var view = bench.View<T>();

        var real = estimator.Fit(view).Transform(view).Schema;

        Assert.Equal(real.Select(c => c.Name), promised.Select(c => c.Name));
        Assert.Equal(type, real["Mask"].Type);
        Assert.Equal(type, promised.Single(c => c.Name == "Mask").ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, promised.Single(c => c.Name == "Mask").Kind);
    }
}
