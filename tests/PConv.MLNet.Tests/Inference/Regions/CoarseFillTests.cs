using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class CoarseFillTests
{
    [Theory]
    [InlineData(0, 0, 40, 32)]
    [InlineData(3, 5, 31, 22)]
    [InlineData(7, 0, 1, 29)]
    public void Halve_AveragesWhatIsKnownInEachSquare(int left, int top, int width, int height)
    {
        var (image, mask) = (Samples.Noise(40, 32), Samples.Irregular(40, 32));

        var (reduced, holes) = CoarseFill.Halve(new(image, mask), new(left, top, width, height));

        for (var i = 0; i < reduced.Size.Area; i++)
        {
            int[] known = [.. from y in Enumerable.Range(0, 2) from x in Enumerable.Range(0, 2)
                let column = i % reduced.Width * 2 + x let row = i / reduced.Width * 2 + y
                where column < width && row < height && mask[left + column, top + row]
                select (top + row) * image.Width + left + column];
            Assert.Equal(known.Length > 0, holes[i % reduced.Width, i / reduced.Width]);
            Assert.All(Enumerable.Range(0, known.Length > 0 ? 3 : 0),
                c => Assert.InRange(reduced.Pixels[3 * i + c] - known.Average(k => (double)image.Pixels[3 * k + c]), -.5001, .5001));
        }
    }

    [Fact]
    public void Read_OfARampThatWasHalved_IsTheRampAgain()
    {
        var image = new RgbImage(96, 64);
        for (var i = 0; i < image.Size.Area; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).Fill((byte)(2 * (i % image.Width)));
        }

        var part = new PixelBox(16, 8, 64, 48);
        var coarse = new CoarseFill(part, CoarseFill.Halve(new(image, Mask.AllValid(96, 64)), part).Image);
        var row = new float[3 * 50];
        coarse.Read(22, 30, row);

        Assert.All(row, (value, i) => Assert.InRange(value - 2 * (22 + i / 3), -.51f, .51f));
    }

    [Fact]
    public void BoxOf_HoldsEveryCoarsePixelThatIsRead()
    {
        var part = new PixelBox(16, 9, 63, 47);
        foreach (var box in new PixelBox[] { new(30, 20, 1, 1), new(31, 21, 7, 8), new(16, 9, 63, 47), new(78, 55, 1, 1) })
        {
            // outside of the box all is white, inside black: what is read must be black
            var filled = new RgbImage(32, 24);
            Array.Fill(filled.Pixels, byte.MaxValue);
            var coarse = new CoarseFill(part, filled);
            var inside = coarse.BoxOf(box);
            for (var y = inside.Top; y < inside.Bottom; y++)
            {
                filled.Pixels.AsSpan(3 * (y * 32 + inside.Left), 3 * inside.Width).Clear();
            }

            var row = new float[3 * box.Width];
            Assert.All(Enumerable.Range(box.Top, box.Height), y =>
            {
                coarse.Read(box.Left, y, row);
                Assert.All(row, value => Assert.Equal(0, value));
            });
            Assert.True(PixelBox.Whole(filled.Size).Contains(inside));
        }
    }
}
