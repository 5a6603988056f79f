using Microsoft.ML;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class PartialConvInpaintingOptionsTests
{
    readonly TransformsCatalog catalog = new MLContext().Transforms;

    [Theory]
    [InlineData("", "Image", "Mask", "OutputColumnName")]
    [InlineData("Output", "", "Mask", "ImageColumnName")]
    public void InpaintPartialConv_WithAnEmptyColumnName_NamesTheOption(string output, string image, string mask, string option)
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(output, image, mask));

        Assert.Equal(option, e.ParamName);
        Assert.StartsWith("The value cannot be an empty string.", e.Message);
    }

    [Fact]
    public void InpaintPartialConv_WithANullColumnName_NamesTheOption() =>
        Assert.Equal("ImageColumnName",
            Assert.Throws<ArgumentNullException>(() => catalog.InpaintPartialConv("Output", null!, "Mask")).ParamName);

    [Theory]
    [InlineData("", null, null, "MaskColumnName")]
    [InlineData("Mask", "", null, "FilledHolesColumnName")]
    [InlineData("Mask", null, "", "NetworkOutputColumnName")]
    public void InpaintPartialConv_WithAnEmptyOptionalColumn_NamesTheOption(string mask, string? holes, string? network, string option)
    {
        var options = Options with { MaskColumnName = mask, FilledHolesColumnName = holes, NetworkOutputColumnName = network };

        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(options));

        Assert.Equal($"{option} is empty. Name a column, or leave it null. (Parameter '{option}')", e.Message);
    }

    [Fact]
    public void InpaintPartialConv_WithTwoOutputsOfOneName_SaysWhich()
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(Options with { FilledHolesColumnName = "Output" }));

        Assert.Equal("Two columns to make are both called 'Output'. Give each a name of its own.", e.Message);
    }

    [Fact]
    public void InpaintPartialConv_WithTwoModels_SaysSo()
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(Options with { ModelFile = "my.onnx", Model = [] }));

        Assert.Equal("ModelFile and Model are both given. Choose one.", e.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-255)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void InpaintPartialConv_WithAnImpossibleMaximum_SaysWhatIsExpected(float maximum)
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(Options with { VectorMaximum = maximum }));

        Assert.Equal($"VectorMaximum is {maximum}, expected the value of full intensity: 1 or 255.", e.Message);
    }

    [Fact]
    public void InpaintPartialConv_WithBatchSizeZero_SaysWhatIsExpected()
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(Options with { BatchSize = 0 }));

        Assert.Equal("BatchSize is 0, expected at least 1.", e.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    public void InpaintPartialConv_WithAnImpossibleGrowth_SaysWhatIsExpected(int grow) => Assert.Equal(
        $"Grow is {grow}, expected 0 to 1000 pixels. Leave it out to fill holes as they are.",
        Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(Options with { Grow = grow })).Message);

    [Fact]
    public void InpaintPartialConv_WithThresholdZero_SaysWhy()
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(Options with { MaskReading = new(Threshold: 0) }));

        Assert.Equal("A mask threshold of 0 makes every mask pixel white. Take 1 to 255.", e.Message);
    }

    [Fact]
    public void InpaintPartialConv_WithoutCatalogOrOptions_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => catalog.InpaintPartialConv(null!));
        Assert.Throws<ArgumentNullException>(() => default(TransformsCatalog)!.InpaintPartialConv(Options));
    }

    [Fact]
    public void Defaults_AreTheBuiltInModelOnTheCpuAndWhiteHoles()
    {
        Assert.Null(Options.ModelFile);
        Assert.Null(Options.Scoring.GpuDeviceId);
        Assert.Equal(new(MaskPolarity.WhiteIsHole, 128), Options.MaskReading);
    }

    static PartialConvInpaintingOptions Options => new()
    {
        OutputColumnName = "Output",
        ImageColumnName = "Image",
        MaskColumnName = "Mask",
    };
}
