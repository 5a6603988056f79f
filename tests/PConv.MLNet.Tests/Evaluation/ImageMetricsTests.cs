using System.Text.Json;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ImageMetricsTests
{
    public sealed record Row(string Image, string Variant, int Width, int Height, double L1Percent, double Psnr, double Ssim);

    static readonly Row[] Rows = JsonSerializer.Deserialize<Row[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "metrics.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Names => [.. Rows.Select(NameOf)];

    static string NameOf(Row row) => $"{row.Image} {row.Width}×{row.Height} {row.Variant}";

    [Theory]
    [MemberData(nameof(Names))]
    public void Metrics_OfFormulaMadeImages_AreScikitImages(string name)
    {
        var row = Rows.Single(r => NameOf(r) == name);
        var expected = MetricImages.Of(row.Image, row.Width, row.Height);
        var actual = MetricImages.Variant(expected, row.Variant);

        Assert.Equal(row.L1Percent, ImageMetrics.L1Percent(expected, actual), 1e-9);
        Assert.Equal(row.Psnr, ImageMetrics.Psnr(expected, actual), 1e-9);
        Assert.Equal(row.Ssim, ImageMetrics.Ssim(expected, actual), 1e-6);
        Assert.Equal(row.Ssim, ImageMetrics.Ssim(actual, expected), 1e-6);
    }

    [Fact]
    public void Metrics_OfEqualImages_AreZeroInfinityAndOne()
    {
        var image = Samples.Noise(20, 20);

        Assert.Equal(0, ImageMetrics.L1Percent(image, image.Clone()));
        Assert.Equal(double.PositiveInfinity, ImageMetrics.Psnr(image, image.Clone()));
        Assert.Equal(1, ImageMetrics.Ssim(image, image.Clone()), 1e-12);
    }

    [Fact]
    public void Metrics_OfBlackAndWhite_AreTheWorst()
    {
        var black = new RgbImage(11, 11);
        var white = Mask.AllHoles(11, 11).ToImage();

        Assert.Equal(100, ImageMetrics.L1Percent(black, white));
        Assert.Equal(0, ImageMetrics.Psnr(black, white), 1e-12);
        Assert.Equal(6.5025 / (255 * 255 + 6.5025), ImageMetrics.Ssim(black, white), 1e-9); // means 0 and 255: C1 / (255² + C1)
    }

    [Fact]
    public void L1Percent_OfOneLevelInOneOfFourPixels_IsHandComputed()
    {
        // one of 12 values differs by 51 = 20 % of 255
        Assert.Equal(20.0 / 12, ImageMetrics.L1Percent(new(2, 2), new(2, 2, [51, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])), 1e-12);
    }

    [Fact]
    public void Metrics_OfDifferentSizes_SayBoth()
    {
        const string Expected = "Images of 12×12 and 12×13 cannot be compared. Crop or resize one of them.";
        var (a, b) = (new RgbImage(12, 12), new RgbImage(12, 13));

        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => ImageMetrics.L1Percent(a, b)).Message);
        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => ImageMetrics.Psnr(a, b)).Message);
        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => ImageMetrics.Ssim(a, b)).Message);
    }

    [Fact]
    public void Ssim_OfImagesBelowItsWindow_SaysTheLeastSize() => Assert.Equal(
        "SSIM needs images of at least 11×11 pixels, got 10×40. Leave smaller images out.",
        Assert.Throws<ArgumentException>(() => ImageMetrics.Ssim(new(10, 40), new(10, 40))).Message);

    /// <summary>Mean over the values of the holes, one by one, in double.</summary>
    static double MeanOverHoles(RgbImage a, RgbImage b, Mask mask, Func<double, double> of) => (
        from y in Enumerable.Range(0, a.Height)
        from x in Enumerable.Range(0, a.Width)
        where !mask[x, y]
        from c in Enumerable.Range(0, 3)
        let at = 3 * (y * a.Width + x) + c
        select of((double)a.Pixels[at] - b.Pixels[at])).Average();

    [Theory]
    [InlineData(9, 7)]
    [InlineData(16, 31)]
    public void HoleMetrics_OfNoise_EqualTheNaiveMeans(int width, int height)
    {
        var (a, b, mask) = (Samples.Image(width, height), Samples.Noise(width, height), Samples.Irregular(width, height));

        Assert.Equal(100 * MeanOverHoles(a, b, mask, Math.Abs) / 255, ImageMetrics.HoleL1Percent(a, b, mask), 1e-9);
        Assert.Equal(20 * Math.Log10(255 / Math.Sqrt(MeanOverHoles(a, b, mask, d => d * d))), ImageMetrics.HolePsnr(a, b, mask), 1e-9);
    }

    [Fact]
    public void HoleMetrics_OfAMaskThatIsOneHole_AreThoseOfTheImage()
    {
        var (a, b, mask) = (Samples.Image(9, 7), Samples.Noise(9, 7), Mask.AllHoles(9, 7));

        Assert.Equal(ImageMetrics.L1Percent(a, b), ImageMetrics.HoleL1Percent(a, b, mask), 1e-12);
        Assert.Equal(ImageMetrics.Psnr(a, b), ImageMetrics.HolePsnr(a, b, mask), 1e-12);
    }

    [Fact]
    public void HoleMetrics_OfImagesThatDifferOutsideTheHoles_AreZeroAndInfinity()
    {
        var (image, mask) = (Samples.Image(9, 7), Samples.Hole(9, 7, 2, 2, 3, 3));
        var other = Composite.Create(Samples.Noise(9, 7), image, mask);

        Assert.Equal(0, ImageMetrics.HoleL1Percent(image, other, mask));
        Assert.Equal(double.PositiveInfinity, ImageMetrics.HolePsnr(image, other, mask));
        Assert.NotEqual(0, ImageMetrics.L1Percent(image, other));
    }

    [Fact]
    public void HoleMetrics_WithoutHoles_AreNoNumbers()
    {
        var (a, b, mask) = (Samples.Image(9, 7), Samples.Noise(9, 7), Mask.AllValid(9, 7));

        Assert.Equal(double.NaN, ImageMetrics.HoleL1Percent(a, b, mask));
        Assert.Equal(double.NaN, ImageMetrics.HolePsnr(a, b, mask));
    }

    [Fact]
    public void HoleMetrics_OfAMaskOfAnotherSize_SayBoth()
    {
        const string Expected = "Mask is 4×5 but image is 4×4. Resize the mask with nearest neighbor.";
        var (image, mask) = (new RgbImage(4, 4), Mask.AllHoles(4, 5));

        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => ImageMetrics.HoleL1Percent(image, image, mask)).Message);
        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => ImageMetrics.HolePsnr(image, image, mask)).Message);
    }

    [Fact]
    public void HoleSharpness_IsTheShareOfTheStepsToTheRightAndDown()
    {
        // gray 30·x, a step of 30 everywhere; in the hole at (1, 0) actual rises by 10 to the right and by 20 downwards
        var (expected, actual) = (new RgbImage(3, 2), new RgbImage(3, 2));
        byte[] grays = [0, 30, 60, 0, 30, 60], others = [0, 30, 40, 9, 50, 60];
        for (var i = 0; i < 18; i++)
        {
            (expected.Pixels[i], actual.Pixels[i]) = (grays[i / 3], others[i / 3]);
        }

        var mask = Mask.FromHoles(3, 2, [false, true, false, false, false, false]);

        Assert.Equal(Math.Sqrt(10 * 10 + 20 * 20) / 30, ImageMetrics.HoleSharpness(expected, actual, mask), 1e-12);
        Assert.Equal(1, ImageMetrics.HoleSharpness(expected, expected, mask));
        Assert.Equal(double.NaN, ImageMetrics.HoleSharpness(new(3, 2), actual, mask));
        Assert.Equal(double.NaN, ImageMetrics.HoleSharpness(expected, actual, Mask.AllValid(3, 2)));
    }
}
