namespace PConv.MLNet.Images;

/// <summary>Width and height of an image, a mask or a network's input, in pixels.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>Number of pixels.</summary>
    public int Area => Width * Height;

    /// <summary>The smallest size that is at least as large and has sides that are multiples of <paramref name="multiple"/>.</summary>
    public ImageSize RoundUpTo(int multiple)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
        return new(Round(Width, multiple), Round(Height, multiple));

        static int Round(int side, int multiple) => (side + multiple - 1) / multiple * multiple;
    }

    /// <summary>Width×height, for example <c>640×480</c>.</summary>
    public override string ToString() => $"{Width}×{Height}";

    /// <summary>Creates a size; throws if no image can have it.</summary>
    internal static ImageSize Checked(int width, int height)
    {
        if (width < 1 || height < 1 || (long)width * height > MaxArea)
        {
            throw new ArgumentOutOfRangeException(nameof(width),
                $"An image cannot be {width}×{height}: both sides must be at least 1 and the area at most {MaxArea:N0} pixels. Split " +
                $"larger images.");
        }

        return new(width, height);
    }

    /// <summary>An array with 3 bytes per pixel must stay below .NET's limit of 2³¹ bytes.</summary>
    const long MaxArea = int.MaxValue / 4;
}
