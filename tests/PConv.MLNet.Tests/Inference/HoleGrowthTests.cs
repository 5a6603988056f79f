using PConv.MLNet.Images;
using PConv.MLNet.Inference;

namespace PConv.MLNet.Tests;

public sealed class HoleGrowthTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(13, 9, 1)]
    [InlineData(40, 31, 3)]
    [InlineData(5, 60, 100)]
    public void Apply_EqualsLookingAtEverySquare(int width, int height, int pixels)
    {
        var (size, random) = (new ImageSize(width, height), new Random(width));
        float[] valid = [.. Enumerable.Range(0, size.Area).Select(_ => random.Next(50) == 0 ? 0f : 1f)];
        var expected = Enumerable.Range(0, size.Area).Select(i => Square(i % width, i / width).Min()).ToArray();

        HoleGrowth.Apply(valid, size, pixels);

        Assert.Equal(expected, valid);

        IEnumerable<float> Square(int x, int y) =>
            from v in Enumerable.Range(y - pixels, 2 * pixels + 1)
            from u in Enumerable.Range(x - pixels, 2 * pixels + 1)
            where u >= 0 && u < width && v >= 0 && v < height
            select valid[v * width + u];
    }
}
