namespace PConv.MLNet.Images;

/// <summary>A rectangle of pixels.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
sealed record PixelBox(int Left, int Top, int Width, int Height)
{
    /// <summary>The first column after it.</summary>
    public int Right => Left + Width;

    /// <summary>The first row below it.</summary>
    public int Bottom => Top + Height;

    /// <summary>Width and height.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>The box of an entire image.</summary>
    public static PixelBox Whole(ImageSize image) => new(0, 0, image.Width, image.Height);

    /// <summary>The box between two corners, the second one exclusive.</summary>
    public static PixelBox Between(int left, int top, int right, int bottom) => new(left, top, right - left, bottom - top);

    /// <summary>The smallest box that contains both.</summary>
    public PixelBox Union(PixelBox other) =>
        Between(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>The intersection of both; zero width or height if it is empty.</summary>
    public PixelBox Intersect(PixelBox other)
    {
        var (left, top) = (Math.Max(Left, other.Left), Math.Max(Top, other.Top));
        return Between(left, top, Math.Max(left, Math.Min(Right, other.Right)), Math.Max(top, Math.Min(Bottom, other.Bottom)));
    }

    /// <summary>Whether the boxes share a pixel.</summary>
    public bool Overlaps(PixelBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    /// <summary>Whether another box lies entirely inside.</summary>
    public bool Contains(PixelBox other) => Left <= other.Left && Top <= other.Top && Right >= other.Right && Bottom >= other.Bottom;

    /// <summary>The box with a margin on all sides, clipped to the image.</summary>
    public PixelBox Inflate(int border, ImageSize image) => Between(
        Math.Max(0, Left - border), Math.Max(0, Top - border), Math.Min(image.Width, Right + border),
        Math.Min(image.Height, Bottom + border));
}
