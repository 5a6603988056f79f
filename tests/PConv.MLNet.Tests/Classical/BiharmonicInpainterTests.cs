using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class BiharmonicInpainterTests
{
    [Theory]
    [InlineData("x²")]
    [InlineData("xy")]
    [InlineData("x³")]
    [InlineData("xy²")]
    public void Inpaint_OfACubic_RecoversTheHole(string name)
    {
        // L takes two degrees off a polynomial, L² four: nothing is left of a cubic.
        var mask = Samples.Hole(21, 17, 3, 2, 15, 12);
        var image = MakeImage(name switch
        {
            "x²" => (x, y) => x * x / 2 + 3 * y,
            "xy" => (x, y) => x * y / 2 + x,
            "x³" => (x, y) => x * x * x / 40,
            _ => (x, y) => x * y * y / 25,
        });
        var result = new BiharmonicInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask);

        Assert.InRange(image.Pixels.Zip(result.Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1); // the image is rounded as well
        Assert.NotEqual(image.Pixels, new HarmonicInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_WhereTheSlopeGoesOn_StopsAtTheLargestKnownValueOfTheChannel()
    {
        var image = new RgbImage(20, 6);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)((3 - i % 3) * (i / 3 % 20) * (i / 3 % 20) / 20);
        }

        var result = new BiharmonicInpainter().Inpaint(image, Samples.Hole(20, 6, 12, 0, 8, 6)).Pixels;

        for (var c = 0; c < 3; c++)
        {
            var largest = image.Pixels[3 * 11 + c];
            Assert.All(Enumerable.Range(0, 20 * 6), i => Assert.InRange(result[3 * i + c], 0, largest));
            Assert.Equal(largest, result[3 * 14 + c]);
        }
    }

    static RgbImage MakeImage(Func<double, double, double> value) =>
        new(21, 17, [.. Enumerable.Range(0, 3 * 21 * 17).Select(i => (byte)Math.Round(value(i / 3 % 21, i / 3 / 21)))]);
}
