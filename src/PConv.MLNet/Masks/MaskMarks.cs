using System.Globalization;
using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>The marks in an image that is used as a mask.</summary>
/// <param name="Values">Row-major plane, 0 to 255: white is marked.</param>
/// <param name="AreHoles">Whether marks are holes regardless of polarity, as for the transparent parts of a photograph.</param>
/// <param name="Alpha">Whether the marks are the opaque or the transparent parts of an image of one color; null if they are bright.</param>
/// <param name="Grays">For images that look like a photograph, the ratio of pixels that are neither black nor white; 0 for masks.</param>
readonly record struct MaskMarks(byte[] Values, bool AreHoles = false, AlphaMarks? Alpha = null, double Grays = 0)
{
    const int OneColor = 32; // maximum range of a channel within one color
    const int Dark = 48, Bright = 207; // between them a value is neither black nor white
    const double ManyGrays = .5, NearlyAll = .8;
    const int FewLevels = 8; // maximum number of levels of an even color, even in a JPEG file

    /// <summary>Reads the colors and, if some pixels are translucent, the opacity.</summary>
    public static MaskMarks Analyze(RgbImage colors, byte[]? opacity)
    {
        var brightness = Brightness(colors);
        var grays = GraysOf(colors, opacity);
        if (opacity is null)
        {
            return new(brightness, Grays: grays);
        }

        if (IsOneColor(colors, opacity))
        {
            var painted = opacity.Length - opacity.AsSpan().Count((byte)0);
            return painted > opacity.Length / 2 ? new(Inverted(opacity), Alpha: AlphaMarks.Transparent)
                : new([.. opacity], Alpha: AlphaMarks.Opaque);
        }

        if (grays > 0)
        {
            return new(Inverted(opacity), AreHoles: true);
        }

        for (var i = 0; i < brightness.Length; i++)
        {
            brightness[i] = (byte)(brightness[i] * opacity[i] / byte.MaxValue); // on black
        }

        return new(brightness);
    }

    /// <summary>Reads opaque pixels of four bytes, alpha last; null where some value is neither black nor white, which takes another
    /// look.</summary>
    public static MaskMarks? Analyze(ReadOnlySpan<byte> opaque)
    {
        if (opaque.ContainsAnyInRange((byte)Dark, (byte)Bright))
        {
            return null;
        }

        var brightness = new byte[opaque.Length / 4];
        for (int i = 0, from = 0; i < brightness.Length; i++, from += 4)
        {
            brightness[i] = Math.Max(Math.Max(opaque[from], opaque[from + 1]), opaque[from + 2]);
        }

        return new(brightness);
    }

    /// <summary>Refuses what is no mask and tells what may be none.</summary>
    /// <param name="mask">What was made of the marks.</param>
    /// <param name="darkest">Their smallest value.</param>
    /// <param name="brightest">Their largest value.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="reading">How they were read.</param>
    /// <param name="doubt">Gets what it may be.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public void EnsurePlain(Mask mask, byte darkest, byte brightest, string name, MaskReading reading, Action<string> doubt)
    {
        if (Grays > 0)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"'{name}' looks like a photograph, not like a mask: {100 * Grays:F0} % of it is neither black nor white. "
                + $"Pass a mask that is white where the image is to be filled."));
        }

        if (Alpha is not null && darkest == brightest)
        {
            throw new InvalidDataException($"'{name}' marks nothing: it has one color, and an alpha of "
                + $"{(Alpha == AlphaMarks.Opaque ? brightest : byte.MaxValue - brightest)} of 255 everywhere. "
                + "Paint the holes white on black.");
        }

        if (mask.HoleCount == 0)
        {
            if (brightest > 0 && brightest < reading.Threshold)
            {
                var (found, paint) = Alpha switch
                {
                    null => ($"its brightest value is {brightest} of 255, and white begins at {reading.Threshold}",
                        "paint the holes white"),
                    AlphaMarks.Opaque => ($"its highest alpha is {brightest} of 255, and opaque begins at {reading.Threshold}",
                        "paint the holes opaque"),
                    _ => ($"its lowest alpha is {byte.MaxValue - brightest} of 255, and transparent ends at " +
                        $"{byte.MaxValue - reading.Threshold}", "erase the holes"),
                };
                throw new InvalidDataException($"'{name}' has no hole: {found}. Lower the mask threshold to {brightest}, or {paint}.");
            }

            doubt($"'{name}' has no hole (its values are {darkest} to {brightest}): there is nothing to fill.");
        }
        else if (mask.HoleCount == mask.Size.Area)
        {
            throw new InvalidDataException($"'{name}' is one hole: nothing of the image is known. {Otherwise(reading)}");
        }
        else if (mask.HoleRatio > NearlyAll)
        {
            doubt(string.Create(CultureInfo.InvariantCulture, $"'{name}' makes {100 * mask.HoleRatio:F1} % of the image a hole. ")
                + Otherwise(reading));
        }
    }

    /// <summary>What to do where holes and known pixels are exchanged.</summary>
    string Otherwise(MaskReading reading)
    {
        if (AreHoles)
        {
            return "Its transparent parts are the holes: make opaque what is to stay.";
        }

        var marked =
            Alpha switch { null => "white marks", AlphaMarks.Opaque => "its opaque parts mark", _ => "its transparent parts mark" };
        return reading.Polarity == MaskPolarity.WhiteIsHole
            ? $"If {marked} what to keep, set the mask polarity to white-is-valid."
            : $"If {marked} what to fill, set the mask polarity to white-is-hole.";
    }

    /// <summary>The maximum of R, G and B, so that any bright color on black counts as white.</summary>
    static byte[] Brightness(RgbImage colors)
    {
        var plane = new byte[colors.Size.Area];
        ReadOnlySpan<byte> from = colors.Pixels;
        for (int i = 0, o = 0; o < plane.Length; i += RgbImage.Channels, o++)
        {
            plane[o] = Math.Max(Math.Max(from[i], from[i + 1]), from[i + 2]);
        }

        return plane;
    }

    static bool IsOneColor(RgbImage colors, byte[] opacity)
    {
        Span<byte> least = [255, 255, 255], most = [0, 0, 0];
        for (var i = 0; i < opacity.Length; i++)
        {
            for (var c = 0; c < RgbImage.Channels && opacity[i] == byte.MaxValue; c++)
            {
                var value = colors.Pixels[RgbImage.Channels * i + c];
                (least[c], most[c]) = (Math.Min(least[c], value), Math.Max(most[c], value));
            }
        }

        return most[0] - least[0] <= OneColor && most[1] - least[1] <= OneColor && most[2] - least[2] <= OneColor;
    }

    static byte[] Inverted(byte[] plane) => Array.ConvertAll(plane, value => (byte)(byte.MaxValue - value));

    /// <summary>
    /// The ratio of visible values between black and white in a channel, if it is above one half and the values have many levels, unlike in
    /// a mask; else 0.
    /// </summary>
    static double GraysOf(RgbImage colors, byte[]? opacity)
    {
        ReadOnlySpan<byte> pixels = colors.Pixels;
        if (!pixels.ContainsAnyInRange((byte)Dark, (byte)Bright))
        {
            return 0; // most masks: black and white only
        }

        int[][] counts = [new int[byte.MaxValue + 1], new int[byte.MaxValue + 1], new int[byte.MaxValue + 1]];
        var (red, green, blue) = (counts[0], counts[1], counts[2]);
        var visible = 0;
        for (int i = 0, at = 0; at < pixels.Length; i++, at += RgbImage.Channels)
        {
            if (opacity is null || opacity[i] > 0)
            {
                visible++;
                red[pixels[at]]++;
                green[pixels[at + 1]]++;
                blue[pixels[at + 2]]++;
            }
        }

        var most = 0.0;
        foreach (var levels in counts)
        {
            int[] grays = [.. levels[Dark..(Bright + 1)].OrderDescending()];
            var (sum, common) = (grays.Sum(), grays.Take(FewLevels).Sum());
            if (sum > ManyGrays * visible && common < sum / 2)
            {
                most = Math.Max(most, (double)sum / visible);
            }
        }

        return most;
    }
}

/// <summary>What is marked in an image of one color.</summary>
enum AlphaMarks
{
    Opaque,
    Transparent,
}
