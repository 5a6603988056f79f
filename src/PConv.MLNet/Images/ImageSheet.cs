namespace PConv.MLNet.Images;

/// <summary>Arranges images side by side for visual comparison.</summary>
public static class ImageSheet
{
    /// <summary>Pixels between images.</summary>
    public const int Gap = 8;

    /// <summary>Arranges all images in one row.</summary>
    /// <inheritdoc cref="Create(int, RgbImage[])"/>
    public static RgbImage Row(params RgbImage[] pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return Create(Math.Max(1, pictures.Length), pictures);
    }

    /// <summary>Arranges images row by row on white, each at the top left of a cell as large as the largest image.</summary>
    /// <param name="columns">Images per row, at least 1.</param>
    /// <param name="pictures">One or more images of any size.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public static RgbImage Create(int columns, params RgbImage[] pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (pictures.Length == 0)
        {
            throw new ArgumentException("A sheet needs at least one image, got none.");
        }

        columns = Math.Min(columns, pictures.Length);
        var (width, height) = (pictures.Max(p => p.Width) + Gap, pictures.Max(p => p.Height) + Gap);
        var rows = (pictures.Length + columns - 1) / columns;
        var sheet = new RgbImage(columns * width - Gap, rows * height - Gap);
        Array.Fill(sheet.Pixels, byte.MaxValue);
        foreach (var (i, picture) in pictures.Index())
        {
            var (left, top, bytes) = (i % columns * width, i / columns * height, RgbImage.Channels * picture.Width);
            for (var y = 0; y < picture.Height; y++)
            {
                picture.Pixels.AsSpan(y * bytes, bytes).CopyTo(sheet.Pixels.AsSpan(RgbImage.Channels * ((top + y) * sheet.Width + left)));
            }
        }

        return sheet;
    }
}
