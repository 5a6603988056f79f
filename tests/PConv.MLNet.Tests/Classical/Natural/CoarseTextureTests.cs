using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class CoarseTextureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void At_OfTheMiddleOfACoarsePixel_IsItsTexture(int scale)
    {
        var image = Steps(20, 12);
        using var level = PatchLevel.Create(image, Mask.AllValid(20, 12), textureWeight: 4);
        var texture = new CoarseTexture(level, scale);

        for (var i = 0; i < 20 * 12 && scale == 1; i++)
        {
            Assert.Equal(level.Colors[PatchLevel.Stride * i + 3], texture.At(i % 20, i / 20));
        }

        Assert.InRange(texture.At(0, 0), 0, byte.MaxValue);
        Assert.Equal(level.Colors[3], texture.At(0, 0)); // beyond the first middle as at it
        Assert.Equal(level.Colors[PatchLevel.Stride * (20 * 12 - 1) + 3], texture.At(20 * scale - 1, 12 * scale - 1));
    }

    [Fact]
    public void At_BetweenTwoCoarsePixels_LiesBetweenTheirTextures()
    {
        using var level = PatchLevel.Create(Steps(20, 12), Mask.AllValid(20, 12), textureWeight: 4);
        var texture = new CoarseTexture(level, scale: 4);

        for (var x = 2; x < 70; x++)
        {
            var left = (int)((x + .5f) / 4 - .5f);
            var (a, b) = (level.Colors[PatchLevel.Stride * left + 3], level.Colors[PatchLevel.Stride * (left + 1) + 3]);
            Assert.InRange(texture.At(x, 1), Math.Min(a, b), Math.Max(a, b));
        }
    }

    /// <summary>Steps that grow to the right.</summary>
    static RgbImage Steps(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var x = i / RgbImage.Channels % width;
            image.Pixels[i] = (byte)(x % 2 * x);
        }

        return image;
    }
}
