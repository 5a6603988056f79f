namespace PConv.MLNet.Images;

/// <summary>Arranges images side by side for visual comparison.</summary>
public static class ImageSheet
{
    /// <summary>Pixels between images.</summary>
    public const int Gap = 8;

    /// <summary>Arranges all images in one row.</summary>
    /// <inheritdoc cref="Create(int, RgbImage[])"/>
    public static RgbImage Row(params RgbImage[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Create(Math.Max(1, images.Length), images);
    }

    /// <summary>Arranges images row by row on white, each at the top left of a cell as large as the largest image.</summary>
    /// <param name="columns">Images per row, at least 1.</param>
    /// <param name="images">One or more images of any size.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public static RgbImage Create(int columns, params RgbImage[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (images.Length == 0)
        {
            throw new ArgumentException("A sheet needs at least one image, got none.");
        }

        columns = Math.Min(columns, images.Length);
        var (width, height) = (images.Max(p => p.Width) + Gap, images.Max(p => p.Height) + Gap);
        var rows = (images.Length + columns - 1) / columns;
        var sheet = new RgbImage(columns * width - Gap, rows * height - Gap);
        Array.Fill(sheet.Pixels, byte.MaxValue);
        foreach (var (i, image) in images.Index())
        {
            var (left, top, bytes) = (i % columns * width, i / columns * height, RgbImage.Channels * image.Width);
            for (var y = 0; y < image.Height; y++)
            {
                image.Pixels.AsSpan(y * bytes, bytes).CopyTo(sheet.Pixels.AsSpan(RgbImage.Channels * ((top + y) * sheet.Width + left)));
            }
        }

        return sheet;
    }
}
