using Microsoft.ML;
using PConv.MLNet.Core;

namespace PConv.MLNet.Tests;

public sealed class PartialConvInpaintingOptionsTests
{
    readonly TransformsCatalog catalog = new MLContext().Transforms;

    [Theory]
    [InlineData("", "Image", "Mask", "OutputColumnName")]
    [InlineData("Output", "", "Mask", "ImageColumnName")]
    [InlineData("Output", "Image", "", "MaskColumnName")]
    public void InpaintPartialConv_WithAnEmptyColumnName_NamesTheOption(string output, string image, string mask, string option)
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(output, image, mask));

        Assert.Equal(option, e.ParamName);
        Assert.StartsWith("The value cannot be an empty string.", e.Message);
    }

    [Fact]
    public void InpaintPartialConv_WithANullColumnName_NamesTheOption() =>
        Assert.Equal("MaskColumnName", Assert.Throws<ArgumentNullException>(() => catalog.InpaintPartialConv("Output", "Image", null!)).ParamName);

    [Fact]
    public void InpaintPartialConv_WithThresholdZero_SaysWhy()
    {
        var e = Assert.Throws<ArgumentException>(() => catalog.InpaintPartialConv(Options with { MaskThreshold = 0 }));

        Assert.Equal("MaskThreshold 0 makes every mask pixel white. Take 1 to 255.", e.Message);
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
        Assert.Equal((MaskPolarity.WhiteIsHole, 128), (Options.MaskPolarity, Options.MaskThreshold));
    }

    static PartialConvInpaintingOptions Options => new() { OutputColumnName = "Output", ImageColumnName = "Image", MaskColumnName = "Mask" };
}
