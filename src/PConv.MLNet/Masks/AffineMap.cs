using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Maps pixels of a rotated, scaled and mirrored image to the original. Pixel i covers [i, i + 1).</summary>
/// <param name="From">Point of the original that maps to the center of the result.</param>
/// <param name="To">Center of the result.</param>
/// <param name="StepX">Change of the original's column per column of the result.</param>
/// <param name="StepY">Change of the original's row per column of the result.</param>
/// <param name="Turn">1, or -1 if the result is flipped vertically.</param>
readonly record struct AffineMap((double X, double Y) From, (double X, double Y) To, double StepX, double StepY, int Turn)
{
    /// <param name="from">Point of the original that maps to the center.</param>
    /// <param name="size">Size of the result.</param>
    /// <param name="scale">Pixels of the original per pixel of the result, along each axis.</param>
    /// <param name="angle">Rotation in radians.</param>
    /// <param name="mirrored">Whether the result is mirrored.</param>
    public static AffineMap Create((double X, double Y) from, ImageSize size, double scale, double angle, bool mirrored) =>
        new(from, (size.Width / 2.0, size.Height / 2.0), scale * Math.Cos(angle), scale * Math.Sin(angle), mirrored ? -1 : 1);

    /// <summary>Maps the largest centered part with the aspect ratio of the result.</summary>
    public static AffineMap Middle(ImageSize original, ImageSize size) =>
        Create((original.Width / 2.0, original.Height / 2.0), size, LargestScale(original, size), angle: 0, mirrored: false);

    /// <summary>Pixels of the original per pixel of the result, for the largest part with the aspect ratio of the result.</summary>
    public static double LargestScale(ImageSize original, ImageSize size) =>
        Math.Min((double)original.Width / size.Width, (double)original.Height / size.Height);

    /// <summary>Maps the center of a result pixel to the original.</summary>
    public (double X, double Y) Create(int x, int y)
    {
        var (right, down) = (x + .5 - To.X, Turn * (y + .5 - To.Y));
        return (From.X + StepX * right - StepY * down, From.Y + StepY * right + StepX * down);
    }
}
