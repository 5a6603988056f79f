using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class PartialConvInpaintingEstimatorTests : IDisposable
{
    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Fit_WithAnUnknownColumn_ListsTheColumns()
    {
        var e = Assert.Throws<ArgumentException>(() => Estimator("Photo", "Mask").Fit(bench.View<ImageRow>()));

        Assert.Equal(
            "There is no column 'Photo' among Name, Image, Mask. Name the column of images: images (LoadImages), file paths (text), " +
            "encoded files (a vector of bytes) or a vector of floats.", e.Message);
    }

    [Fact]
    public void Fit_WithAColumnOfNumbers_SaysItsTypeAndWhatItTakes()
    {
        var e = Assert.Throws<ArgumentException>(() => Estimator("Image", "Number")
            .Fit(bench.FromFiles().Fit(bench.View<FileRow>()).Transform(bench.View<FileRow>())));

        Assert.Equal(
            "Column 'Number' is of type Int32, expected masks: images (LoadImages), file paths (text), encoded files (a vector of bytes) " +
            "or a vector of floats.", e.Message);
    }

    [Fact]
    public void ChainFit_WithAnUnknownColumn_FailsOnTheShapesAlready()
    {
        var chain = bench.FromFiles(Estimator("Image", "Holes"));

        var e = Assert.Throws<ArgumentException>(() => chain.Fit(bench.View<FileRow>()));

        Assert.Equal(
            "There is no column 'Holes' among ImagePath, MaskPath, Number, Image, Mask. Name the column of masks: images (LoadImages), " +
            "file paths (text), encoded files (a vector of bytes) or a vector of floats.", e.Message);
    }

    [Fact]
    public void GetOutputSchema_WithAColumnOfNumbers_SaysItsTypeAndWhatItTakes()
    {
        var files = bench.ML.Transforms.LoadImages("Image", null, "ImagePath").GetOutputSchema(Shape());

        var e = Assert.Throws<ArgumentException>(() => Estimator("Image", "Number").GetOutputSchema(files));

        Assert.Equal(
            "Column 'Number' is of type Int32, expected masks: images (LoadImages), file paths (text), encoded files (a vector of bytes) " +
            "or a vector of floats.", e.Message);
    }

    [Fact]
    public void GetOutputSchema_AddsAnImageColumn()
    {
        var shape = bench.FromFiles().GetOutputSchema(Shape());

        var output = shape.Single(c => c.Name == "Output");
        Assert.IsType<ImageDataViewType>(output.ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, output.Kind);
        Assert.Equal(6, shape.Count);
    }

    [Fact]
    public void GetOutputSchema_OfImagesOfOneSize_KeepsTheirType()
    {
        var chain = bench.ML.Transforms.LoadImages("Loaded", null, "ImagePath")
            .Append(bench.ML.Transforms.ResizeImages("Image", 20, 10, "Loaded"))
            .Append(bench.ML.Transforms.LoadImages("Mask", null, "MaskPath"))
            .Append(bench.Inpaint);
        var row = bench.Files(Samples.Image(40, 20), Samples.Hole(20, 10, 3, 3, 5, 5));
        using var model = chain.Fit(bench.View(row));

        var view = model.Transform(bench.View(row));

        Assert.Equal(new ImageDataViewType(10, 20), view.Schema["Output"].Type);
        Assert.Equal(new ImageSize(20, 10), Assert.Single(Workbench.Read(view))!.Size);
    }

    [Fact]
    public void Fit_WithAMissingModelFile_SaysWhatToPass()
    {
        var e = Assert.Throws<FileNotFoundException>(() => Fit(bench["none.onnx"]));

        Assert.Equal($"There is no model '{bench["none.onnx"]}'. Pass an ONNX file, as 'pconv-train export' writes it.", e.Message);
    }

    [Fact]
    public void Fit_WithAFileThatIsNoModel_SaysWhatToPass()
    {
        File.WriteAllText(bench["notes.onnx"], "These are notes, not a model.");

        var e = Assert.Throws<InvalidDataException>(() => Fit(bench["notes.onnx"]));

        Assert.StartsWith($"ONNX Runtime cannot load '{bench["notes.onnx"]}': ", e.Message);
        Assert.EndsWith("Pass an ONNX model, as 'pconv-train export' writes it.", e.Message);
    }

    [Fact]
    public void Fit_WithAModelOfOtherInputs_ListsThem()
    {
        var e = Assert.Throws<InvalidDataException>(() => Fit(ModelFile.WriteWithOtherInputs(bench["other.onnx"])));

        Assert.StartsWith($"'{bench["other.onnx"]}' has inputs photo Single [?, 3, ?, ?] and mask Single [?, 1, ?, ?]", e.Message);
        Assert.EndsWith("or describe this one: OnnxInpainterOptions.Description, or pconv inpaint --model-description.", e.Message);
    }

    /// <summary>The shape of FileRow's columns; ML.NET makes shapes but lets no one else make them.</summary>
    SchemaShape Shape() => bench.ML.Transforms.CustomMapping<Nothing, FileRow>((_, _) => { }, null).GetOutputSchema(new SchemaShape([]));

    InpaintingEstimator Estimator(string image, string mask) =>
        bench.ML.Transforms.InpaintPartialConv("Output", image, mask, bench.Model);

    void Fit(string model) =>
        bench.ML.Transforms.InpaintPartialConv("Output", "Image", "Mask", model).Fit(bench.View<ImageRow>()).Dispose();

    sealed class Nothing;
}
