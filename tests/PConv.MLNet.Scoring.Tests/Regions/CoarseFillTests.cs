using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Scoring.Tests.Regions;

public sealed class CoarseFillTests
{
    [Theory]
    [InlineData(0, 0, 40, 32, 4)]
    [InlineData(3, 5, 31, 22, 8)]
    [InlineData(7, 0, 1, 30, 2)]
    public void Reduce_AveragesWhatIsKnownInEachSquare(int left, int top, int width, int height, int factor)
    {
        var (image, mask) = (Samples.Noise(40, 32), Samples.Irregular(40, 32));

        var (reduced, holes) = CoarseFill.Reduce(new(image, mask), new(left, top, width, height), factor);

        for (var i = 0; i < reduced.Size.Area; i++)
        {
            int[] known = [.. from y in Enumerable.Range(0, factor) from x in Enumerable.Range(0, factor)
                let column = i % reduced.Width * factor + x let row = i / reduced.Width * factor + y
                where column < width && row < height && mask[left + column, top + row]
                select (top + row) * image.Width + left + column];
            Assert.Equal(known.Length > 0, holes[i % reduced.Width, i / reduced.Width]);
            Assert.All(Enumerable.Range(0, known.Length > 0 ? 3 : 0), c => Assert.InRange(reduced.Pixels[3 * i + c] - known.Average(k => (double)image.Pixels[3 * k + c]), -.5001, .5001));
        }
    }

    [Fact]
    public void Read_OfARampThatWasReduced_IsTheRampAgain()
    {
        var image = new RgbImage(96, 64);
        for (var i = 0; i < image.Size.Area; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).Fill((byte)(2 * (i % image.Width)));
        }

        var part = new PixelBox(16, 8, 64, 48);
        var coarse = new CoarseFill(part, 8, CoarseFill.Reduce(new(image, Mask.AllValid(96, 64)), part, 8).Image);
        var row = new float[3 * 50];
        coarse.Read(22, 30, row);

        Assert.All(row, (value, i) => Assert.InRange(value - 2 * (22 + i / 3), -.51f, .51f));
    }
}
