using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class StructuralSimilarityTests
{
    /// <summary>Eq. (13) of Wang et al. 2004 written out: every window on its own, two-dimensional weights, in double.</summary>
    static double Naive(RgbImage expected, RgbImage actual)
    {
        const int Radius = 5;
        const double C1 = 6.5025, C2 = 58.5225;
        var (sum, windows) = (0.0, 0);
        for (var c = 0; c < 3; c++)
        {
            for (var y = Radius; y < expected.Height - Radius; y++)
            {
                for (var x = Radius; x < expected.Width - Radius; x++)
                {
                    var near = (from dy in Enumerable.Range(-Radius, 11)
                                from dx in Enumerable.Range(-Radius, 11)
                                let at = 3 * ((y + dy) * expected.Width + x + dx) + c
                                select (W: Math.Exp(-(dx * dx + dy * dy) / 4.5), A: (double)expected.Pixels[at],
                                    B: (double)actual.Pixels[at])).ToArray();
                    var total = near.Sum(n => n.W);
                    var (a, b) = (near.Sum(n => n.W * n.A) / total, near.Sum(n => n.W * n.B) / total);
                    var varianceA = near.Sum(n => n.W * (n.A - a) * (n.A - a)) / total;
                    var varianceB = near.Sum(n => n.W * (n.B - b) * (n.B - b)) / total;
                    var covariance = near.Sum(n => n.W * (n.A - a) * (n.B - b)) / total;
                    sum += (2 * a * b + C1) * (2 * covariance + C2) / ((a * a + b * b + C1) * (varianceA + varianceB + C2));
                    windows++;
                }
            }
        }

        return sum / windows;
    }

    [Theory]
    [InlineData(11, 11)]
    [InlineData(14, 23)]
    [InlineData(25, 12)]
    [InlineData(13, 40)] // three columns: no whole vector
    [InlineData(30, 16)]
    public void Ssim_OfNoise_EqualsTheNaiveSum(int width, int height)
    {
        var (a, b) = (Samples.Image(width, height), Samples.Noise(width, height));

        Assert.Equal(Naive(a, b), ImageMetrics.Ssim(a, b), 1e-9);
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(67, 49)]
    public void Ssim_OfTwoImages_IsTheSameEitherWayToTheLastBit(int width, int height)
    {
        var (a, b) = (Samples.Image(width, height), Samples.Image(width, height, seed: 3));

        Assert.Equal(ImageMetrics.Ssim(a, b), ImageMetrics.Ssim(b, a));
    }

    [Fact]
    public void Ssim_OfImagesThatDifferInOneCorner_IsBelowOneOnlyThere()
    {
        var (image, other) = (Samples.Image(40, 30), Samples.Image(40, 30));
        other.Pixels[^1] ^= 64;

        Assert.Equal(Naive(image, other), ImageMetrics.Ssim(image, other), 1e-12);
        Assert.True(ImageMetrics.Ssim(image, other) < 1);
    }
}
