using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class PatchGuideTests
{
    [Theory]
    [InlineData(30, 24, 5)]
    [InlineData(24, 30, 7)]
    [InlineData(7, 9, 7)]
    [InlineData(3, 12, 3)]
    public void Penalty_IsTheSquaredDistanceOfTheMeansOfWindows(int width, int height, int size)
    {
        var (image, mask) = (Samples.Noise(width, height), Samples.Irregular(width, height));
        using var level = PatchLevel.Create(image, mask, 4);
        using var field = new PatchField(level, size);
        using var guide = new PatchGuide(field, image, weight: .7, falloff: 3);
        var depths = HoleDepth.Measure(level);
        for (var k = 0; k < field.Count; k++)
        {
            var target = field.Targets[k];
            var a = NaiveMean(image, target, size / 2);
            for (var source = 0; source < width * height; source++) // borders too
            {
                var b = NaiveMean(image, source, size / 2);
                var expected = .7 * size * size * Math.Exp(-depths[target] / 3.0) * a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
                Assert.InRange(guide.Penalty(k, target, source), expected * (1 - 1e-5) - 1, expected * (1 + 1e-5));
            }
        }
    }

    [Fact]
    public void Penalty_OfEqualSurroundingsOrWithoutWeight_IsNothing()
    {
        using var level = PatchLevel.Create(Samples.Noise(20, 20), Samples.Irregular(20, 20), 4);
        using var field = new PatchField(level, 5);
        using var alike = new PatchGuide(field, new(20, 20), weight: 1, falloff: 8);
        using var none = new PatchGuide(field, Samples.Noise(20, 20), weight: 0, falloff: 8);

        Assert.True(field.Count > 0);
        Assert.All(Enumerable.Range(0, field.Count),
            k => Assert.Equal((0, 0), (alike.Penalty(k, field.Targets[k], 42), none.Penalty(k, field.Targets[k], 42))));
    }

    /// <summary>Of what lies inside the image, rounded.</summary>
    static double[] NaiveMean(RgbImage image, int pixel, int radius)
    {
        var (sums, count) = (new int[RgbImage.Channels], 0);
        for (var j = 0; j < image.Size.Area; j++)
        {
            var (dx, dy) = (j % image.Width - pixel % image.Width, j / image.Width - pixel / image.Width);
            if (Math.Abs(dx) <= radius && Math.Abs(dy) <= radius)
            {
                count++;
                for (var c = 0; c < sums.Length; c++)
                {
                    sums[c] += image.Pixels[RgbImage.Channels * j + c];
                }
            }
        }

        return [.. sums.Select(sum => Math.Floor((double)sum / count + .5))];
    }
}
