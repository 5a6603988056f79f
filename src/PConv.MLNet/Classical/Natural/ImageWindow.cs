using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Copies of a rectangle of an image and of its mask.</summary>
static class ImageWindow
{
    public static RgbImage Cut(RgbImage image, PixelBox window)
    {
        var part = new RgbImage(window.Width, window.Height);
        for (var y = 0; y < window.Height; y++)
        {
            image.Pixels.AsSpan(RgbImage.Channels * ((window.Top + y) * image.Width + window.Left), RgbImage.Channels * window.Width)
                .CopyTo(part.Pixels.AsSpan(RgbImage.Channels * y * window.Width));
        }

        return part;
    }

    /// <summary>Writes pixels of a part back to where it was cut from.</summary>
    /// <param name="part">Of the window's size.</param>
    /// <param name="window">Where it lies in the image.</param>
    /// <param name="image">The image, to write to.</param>
    /// <param name="isWritten">Whether to write a pixel, by its number in the image.</param>
    public static void Paste(RgbImage part, PixelBox window, RgbImage image, Func<int, bool> isWritten)
    {
        for (var i = 0; i < part.Size.Area; i++)
        {
            var to = (window.Top + i / window.Width) * image.Width + window.Left + i % window.Width;
            if (isWritten(to))
            {
                part.Pixels.AsSpan(RgbImage.Channels * i, RgbImage.Channels).CopyTo(image.Pixels.AsSpan(RgbImage.Channels * to));
            }
        }
    }

    public static Mask Cut(Mask mask, PixelBox window)
    {
        var valid = new byte[window.Size.Area];
        for (var y = 0; y < window.Height; y++)
        {
            mask.Valid.Slice((window.Top + y) * mask.Width + window.Left, window.Width).CopyTo(valid.AsSpan(y * window.Width));
        }

        return Mask.FromValid(window.Size, valid);
    }

    /// <summary>Bounding box of a region, clipped to the image.</summary>
    public static PixelBox BoxOf(HoleRegion region, ImageSize image) =>
        PixelBox.Between(region.Left, region.Top, region.Right, region.Bottom).Intersect(PixelBox.Whole(image));
}
