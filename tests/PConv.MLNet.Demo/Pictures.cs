using PConv.MLNet.Core;

namespace PConv.MLNet.Demo;

/// <summary>Pictures to look at.</summary>
static class Pictures
{
    const int Gap = 8;

    /// <summary>The image with white holes.</summary>
    public static RgbImage Masked(RgbImage image, Mask mask) => Composite.Of(image, Mask.AllHoles(image.Width, image.Height).ToImage(), mask);

    /// <summary>Images of one size in a row, with a gap.</summary>
    public static RgbImage SideBySide(params RgbImage[] images)
    {
        var (width, height) = (images[0].Width, images[0].Height);
        var result = new RgbImage(images.Length * (width + Gap) - Gap, height);
        Array.Fill(result.Pixels, byte.MaxValue);
        for (var i = 0; i < images.Length; i++)
        {
            for (var y = 0; y < height; y++)
            {
                var row = images[i].Pixels.AsSpan(RgbImage.Channels * y * width, RgbImage.Channels * width);
                row.CopyTo(result.Pixels.AsSpan(RgbImage.Channels * (y * result.Width + i * (width + Gap))));
            }
        }

        return result;
    }
}
