using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>The few sizes that boxes can have, so that a session does not allocate memory for ever new sizes.</summary>
sealed class SizeClasses
{
    /// <summary>The shortest side of a box: the overhead of a call outweighs the gain of smaller boxes.</summary>
    public const int Smallest = 256;

    readonly int[] widths;
    readonly int[] heights;
    readonly int multiple;
    readonly ImageSize? only;

    /// <summary>Creates sides of 256, 384, 512, 768, 1024 ..., rounded to multiples of the model's.</summary>
    /// <param name="longest">Longest side.</param>
    /// <param name="multiple">The width and height of the model's input must be multiples of this.</param>
    /// <param name="only">Fixed input size of the model, or null for any size.</param>
    public SizeClasses(int longest, int multiple = 1, ImageSize? only = null)
    {
        (this.multiple, this.only) = (multiple, only);
        int[] sides =
            [.. Enumerable.Range(0, 31).Select(i => (long)Smallest * (2 + i % 2) / 2 << (i / 2)).TakeWhile(side => side < longest)
                .Append(longest)
            .Select(side => new ImageSize((int)side, 1).RoundUpTo(multiple).Width).Distinct()];
        (widths, heights) = only is { } one ? ([one.Width], [one.Height]) : (sides, sides);
    }

    /// <summary>The available tile sizes.</summary>
    public IEnumerable<ImageSize> Tiles => only is { } one ? [one] : widths.Select(side => new ImageSize(side, side));

    /// <summary>Limits the margin so that at least half of a box's width and height is left for holes.</summary>
    public int Context(int margin) => Math.Min(margin, Math.Min(widths[^1], heights[^1]) / 4);

    /// <summary>The window that goes through the model for a box of holes; null if no size is large enough.</summary>
    /// <param name="needed">The box that the window must contain.</param>
    /// <param name="image">Size of the image: a window is moved into the image, and cropped only if the image is smaller.</param>
    public PixelBox? Window(PixelBox needed, ImageSize image)
    {
        var (width, height) = (Side(needed.Width, image.Width, widths), Side(needed.Height, image.Height, heights));
        return width == 0 || height == 0 ? null
            : new(Start(needed.Left, needed.Width, width, image.Width), Start(needed.Top, needed.Height, height, image.Height), width,
                height);
    }

    /// <summary>The size the model sees: padded where the image is smaller than the class.</summary>
    public ImageSize Canvas(PixelBox window) => only ?? window.Size.RoundUpTo(multiple);

    /// <summary>Number of pixels that go through the model.</summary>
    public long Cost(PixelBox window) => Canvas(window).Area;

    static int Side(int needed, int image, int[] classes)
    {
        var side = Array.Find(classes, c => c >= needed);
        return Math.Min(side, image);
    }

    static int Start(int start, int needed, int side, int image) => Math.Clamp(start - (side - needed) / 2, 0, image - side);
}
