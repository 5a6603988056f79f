using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class PlanarLayoutTests
{
    static readonly RgbImage TwoByTwo = new(2, 2, [0, 51, 102, 153, 204, 255, 10, 20, 30, 40, 50, 60]);

    [Fact]
    public void Write_AnImage_SplitsItIntoPlanesFrom0To1()
    {
        var planes = new float[12];
        PlanarLayout.Write(TwoByTwo, planes, new(2, 2));

        Assert.Equal([0f, .6f, 10 / 255f, 40 / 255f, .2f, .8f, 20 / 255f, 50 / 255f, .4f, 1f, 30 / 255f, 60 / 255f], planes);
    }

    [Fact]
    public void Write_AnImageWithPadding_ClearsThePadding()
    {
        var planes = Enumerable.Repeat(7f, 27).ToArray();
        PlanarLayout.Write(TwoByTwo, planes, new(3, 3));

        Assert.Equal([0f, .6f, 0f, 10 / 255f, 40 / 255f, 0f, 0f, 0f, 0f], planes[..9]);
        Assert.DoesNotContain(7f, planes);
    }

    [Fact]
    public void Write_AMaskWithPadding_MakesThePaddingAHole()
    {
        var plane = Enumerable.Repeat(7f, 6).ToArray();
        PlanarLayout.Write(Mask.FromHoles(2, 1, [false, true]), plane, new(3, 2));

        Assert.Equal([1, 0, 0, 0, 0, 0], plane);
    }

    [Fact]
    public void ReadHoles_TakesHolesFromThePlanesAndTheRestFromTheImage()
    {
        // 3 × 2 planes; the hole is the pixel in column 1 of row 1 of a 2 × 2 image
        var planes = new float[18];
        (planes[4], planes[10], planes[16]) = (.2f, .5f, 1f);

        var result = PlanarLayout.ReadHoles(TwoByTwo, Mask.FromHoles(2, 2, [false, false, false, true]), planes, new(3, 2));

        Assert.Equal([0, 51, 102, 153, 204, 255, 10, 20, 30, 51, 128, 255], result.Pixels);
    }

    [Theory]
    [InlineData(-.5f, 0)]
    [InlineData(1.5f, 255)]
    [InlineData(.5019f, 128)]
    [InlineData(1.4f / 255, 1)]
    [InlineData(1.6f / 255, 2)]
    public void ReadHoles_RoundsAndClamps(float value, byte expected) =>
        Assert.Equal([expected, expected, expected],
            PlanarLayout.ReadHoles(new(1, 1), Mask.AllHoles(1, 1), [value, value, value], new(1, 1)).Pixels);

    [Fact]
    public void ReadHoles_AfterWrite_GivesTheImageBack()
    {
        var image = Samples.Noise(16, 16);
        var planes = new float[3 * 20 * 24];
        PlanarLayout.Write(image, planes, new(20, 24));

        Assert.Equal(image.Pixels, PlanarLayout.ReadHoles(new(16, 16), Mask.AllHoles(16, 16), planes, new(20, 24)).Pixels);
    }

    [Fact]
    public void Write_APart_IsThePartOfTheWhole()
    {
        var (image, mask, part) = (Samples.Noise(9, 7), Samples.Irregular(9, 7), new PixelBox(2, 3, 5, 4));
        var (planes, plane, parts, valid) = (new float[3 * 63], new float[63], new float[3 * 48], new float[48]);
        PlanarLayout.Write(image, planes, image.Size);
        PlanarLayout.Write(mask, plane, image.Size);

        PlanarLayout.Write(image, part, parts, new(8, 6));
        PlanarLayout.Write(mask, part, valid, new(8, 6));

        for (var i = 0; i < 48; i++)
        {
            var (x, y) = (i % 8, i / 8);
            var from = x < part.Width && y < part.Height ? (part.Top + y) * 9 + part.Left + x : -1;
            Assert.Equal(from < 0 ? 0 : plane[from], valid[i]);
            Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(from < 0 ? 0 : planes[63 * c + from], parts[48 * c + i]));
        }
    }

    [Fact]
    public void ReadHoles_OfAPart_WritesItsHolesAlone()
    {
        var (image, mask) = (Samples.Noise(9, 7), Samples.Hole(9, 7, 1, 1, 7, 5));
        var (window, holes) = (new PixelBox(2, 3, 5, 4), new PixelBox(3, 3, 2, 4));
        var result = image.Clone();

        PlanarLayout.ReadHoles(result, mask, holes, [.. Enumerable.Range(0, 3 * 48).Select(i => i % 48 / 255f)], new(8, 6), window);

        for (var i = 0; i < 63; i++)
        {
            var (x, y) = (i % 9, i / 9);
            var isRead = !mask[x, y] && holes.Contains(new(x, y, 1, 1));
            Assert.Equal(isRead ? (byte)((y - 3) * 8 + x - 2) : image.Pixels[3 * i], result.Pixels[3 * i]);
        }
    }

    [Fact]
    public void ReadHoles_WithAMaskOfAnotherSize_SaysSo() => Assert.StartsWith(
        "Mask is 1×2 but image is 2×2.",
        Assert.Throws<ArgumentException>(() => PlanarLayout.ReadHoles(TwoByTwo, Mask.AllHoles(1, 2), new float[12], new(2, 2))).Message);
}
