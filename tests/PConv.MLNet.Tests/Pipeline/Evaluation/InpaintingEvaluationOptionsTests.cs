using Microsoft.ML;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class InpaintingEvaluationOptionsTests
{
    static readonly InpaintingEvaluationOptions Sound = new()
    {
        ImageColumnName = "Image",
        OutputColumnName = "Output",
        MaskColumnName = "Mask",
    };

    [Fact]
    public void Defaults_AreWhiteHolesAndThePapersBorder() =>
        Assert.Equal((new MaskReading(MaskPolarity.WhiteIsHole, 128), 1f, 50), (Sound.MaskReading, Sound.VectorMaximum, Sound.Border));

    [Fact]
    public void Evaluate_OfAColumnAgainstItself_IsRefused() => Assert.Equal(
        "ImageColumnName and OutputColumnName are both 'Image': images compared with themselves are always equal. Fill into a column of " +
        "another name.",
        ErrorOf(Sound with { OutputColumnName = "Image" }).Message);

    [Fact]
    public void Evaluate_WithThresholdZero_IsRefused() =>
        Assert.Equal("A mask threshold of 0 makes every mask pixel white. Take 1 to 255.",
            ErrorOf(Sound with { MaskReading = new(Threshold: 0) }).Message);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Evaluate_WithAMaximumThatIsNone_IsRefused(float maximum, string text) => Assert.Equal(
        $"VectorMaximum is {text}, expected the value of full intensity. Take 1 or 255.",
        ErrorOf(Sound with { VectorMaximum = maximum }).Message);

    [Fact]
    public void Evaluate_WithoutABorder_IsRefused() => Assert.Equal(
        "Border is 0 px, expected at least 1: without a border every image is in class B.", ErrorOf(Sound with { Border = 0 }).Message);

    [Theory]
    [InlineData("", "Output", "Mask", "ImageColumnName")]
    [InlineData("Image", "", "Mask", "OutputColumnName")]
    [InlineData("Image", "Output", "", "MaskColumnName")]
    public void Evaluate_WithAnEmptyName_SaysWhich(string image, string output, string mask, string parameter) =>
        Assert.Equal(parameter, ErrorOf(new() { ImageColumnName = image, OutputColumnName = output, MaskColumnName = mask }).ParamName);

    static ArgumentException ErrorOf(InpaintingEvaluationOptions options)
    {
        var ml = new MLContext();
        return Assert.Throws<ArgumentException>(() => ml.Inpainting().Evaluate(ml.Data.LoadFromEnumerable<ScoredRow>([]), options));
    }
}
