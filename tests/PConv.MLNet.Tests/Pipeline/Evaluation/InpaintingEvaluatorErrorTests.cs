using Microsoft.ML;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What Evaluate refuses, and in which words.</summary>
public sealed class InpaintingEvaluatorErrorTests
{
    const string Kinds = "images (LoadImages), file paths (text), encoded files (a vector of bytes) or a vector of floats.";

    readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData("Photo", "Output", "Mask",
        "There is no column 'Photo' among Name, Image, Output, Mask, Number. Name the column of images: " + Kinds)]
    [InlineData("Image", "Filled", "Mask",
        "There is no column 'Filled' among Name, Image, Output, Mask, Number. Name the column of output images: " + Kinds)]
    [InlineData("Image", "Output", "Holes",
        "There is no column 'Holes' among Name, Image, Output, Mask, Number. Name the column of masks: " + Kinds)]
    [InlineData("Image", "Number", "Mask", "Column 'Number' is of type Int32, expected output images: " + Kinds)]
    public void Evaluate_OfAColumnThatIsNone_SaysWhichAndWhatItTakes(string image, string output, string mask, string message)
    {
        var e = Assert.Throws<ArgumentException>(() => ml.Inpainting()
            .Evaluate(ml.Data.LoadFromEnumerable(Array.Empty<NumberedRow>()), image, output, mask));

        Assert.Equal(message, e.Message);
    }

    [Fact]
    public void Evaluate_WhenViewIsEmpty_SaysSo() =>
        Assert.Equal("The view has no rows, so there is nothing to evaluate. Check what filters left of the data.", ErrorOf().Message);

    [Theory]
    [InlineData("Image")]
    [InlineData("Output")]
    [InlineData("Mask")]
    public void Evaluate_OfARowWithoutAImage_NamesRowAndColumn(string column)
    {
        var row = Sound;
        typeof(ScoredRow).GetProperty(column)!.SetValue(row, null);

        Assert.Equal($"Row 1 has no image in column '{column}'. Filter such rows out before Evaluate.", ErrorOf(Sound, row).Message);
    }

    [Fact]
    public void Evaluate_OfAMaskOfAnotherSize_NamesRowAndSizes() => Assert.Equal(
        "Row 1: Mask is 13×14 but image is 13×13. Resize the mask with nearest neighbor.",
        ErrorOf(Sound, ScoredRow.Of(new(13, 13), new(13, 13), Mask.AllHoles(13, 14)), Sound).Message);

    [Fact]
    public void Evaluate_OfAnOutputOfAnotherSize_NamesRowAndSizes() => Assert.Equal(
        "Row 0: Output is 14×13 but image is 13×13. Crop the output to the image's size first.",
        ErrorOf(ScoredRow.Of(new(13, 13), new(14, 13), Mask.AllHoles(13, 13)), Sound).Message);

    [Fact]
    public void Evaluate_OfAnImageBelowTheWindowOfSsim_NamesRowAndSize() => Assert.Equal(
        "Row 2: SSIM needs images of at least 11×11 pixels, got 10×11. Leave smaller images out.",
        ErrorOf(Sound, Sound, ScoredRow.Of(new(10, 11), new(10, 11), Mask.AllHoles(10, 11))).Message);

    [Fact]
    public void Evaluate_WhenARowFails_DisposesTheCursor()
    {
        var watched = new WatchedView(ml.Data.LoadFromEnumerable([new ScoredRow()]));

        Assert.Throws<InvalidOperationException>(() => ml.Inpainting().Evaluate(watched, "Image", "Output", "Mask"));

        Assert.True(watched.IsDisposed);
    }

    [Fact]
    public void Evaluate_WithoutViewOrOptions_IsRefused()
    {
        Assert.Throws<ArgumentNullException>("scored", () => ml.Inpainting().Evaluate(null!, "Image", "Output", "Mask"));
        Assert.Throws<ArgumentNullException>("options", () => ml.Inpainting().Evaluate(ml.Data.LoadFromEnumerable([Sound]), null!));
    }

    static ScoredRow Sound => ScoredRow.Of(Samples.Image(12, 12), Samples.Noise(12, 12), Samples.Hole(12, 12, 4, 4, 4, 4));

    InvalidOperationException ErrorOf(params ScoredRow[] rows) => Assert.Throws<InvalidOperationException>(
        () => ml.Inpainting().Evaluate(ml.Data.LoadFromEnumerable(rows), "Image", "Output", "Mask"));

    sealed class NumberedRow
    {
        public string Name { get; set; } = "";

        public Microsoft.ML.Data.MLImage? Image { get; set; }

        public Microsoft.ML.Data.MLImage? Output { get; set; }

        public Microsoft.ML.Data.MLImage? Mask { get; set; }

        public int Number { get; set; }
    }
}
