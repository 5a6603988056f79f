using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Where the pixels of a rotated, scaled and mirrored image lie in the original. Pixel i covers [i, i + 1).</summary>
/// <param name="From">Point of the original that comes to lie in the middle of the result.</param>
/// <param name="To">The middle of the result.</param>
/// <param name="StepX">What one column to the right is in the original's columns.</param>
/// <param name="StepY">What one column to the right is in the original's rows.</param>
/// <param name="Turn">1, or -1 where top and bottom change places.</param>
readonly record struct AffineMap((double X, double Y) From, (double X, double Y) To, double StepX, double StepY, int Turn)
{
    /// <param name="from">Point of the original that comes to lie in the middle.</param>
    /// <param name="size">Size of the result.</param>
    /// <param name="scale">Pixels of the original in one of the result, along each axis.</param>
    /// <param name="angle">Rotation in radians.</param>
    /// <param name="mirrored">Whether the result is mirrored.</param>
    public static AffineMap Create((double X, double Y) from, ImageSize size, double scale, double angle, bool mirrored) =>
        new(from, (size.Width / 2.0, size.Height / 2.0), scale * Math.Cos(angle), scale * Math.Sin(angle), mirrored ? -1 : 1);

    /// <summary>The largest part of the result's shape, from the original's middle.</summary>
    public static AffineMap Middle(ImageSize original, ImageSize size) =>
        Create((original.Width / 2.0, original.Height / 2.0), size, LargestScale(original, size), angle: 0, mirrored: false);

    /// <summary>Pixels of the original in one of the result where the largest part of the result's shape is taken.</summary>
    public static double LargestScale(ImageSize original, ImageSize size) =>
        Math.Min((double)original.Width / size.Width, (double)original.Height / size.Height);

    /// <summary>The point of the original under a result pixel's center.</summary>
    public (double X, double Y) Create(int x, int y)
    {
        var (right, down) = (x + .5 - To.X, Turn * (y + .5 - To.Y));
        return (From.X + StepX * right - StepY * down, From.Y + StepY * right + StepX * down);
    }
}
