using System.Globalization;

namespace PConv.MLNet.Core;

/// <summary>What an image that is given as a mask marks, in whichever way it does.</summary>
/// <param name="Values">Row-major plane, 0 to 255: white marks.</param>
/// <param name="AreHoles">Whether marks are holes whatever white is said to mean: where a photograph is transparent.</param>
readonly record struct MaskMarks(byte[] Values, bool AreHoles = false)
{
    const int OneColor = 32; // largest range of a channel within what counts as one color
    const int Dark = 48, Bright = 207; // between them a value is neither black nor white
    const double ManyGrays = .5, NearlyAll = .8;
    const int FewLevels = 16;

    /// <summary>Reads colors and, where some pixels are translucent, opacity.</summary>
    public static MaskMarks Of(RgbImage colors, byte[]? opacity)
    {
        var brightness = Brightness(colors);
        if (opacity is null)
        {
            return new(brightness);
        }

        if (IsOneColor(colors, opacity))
        {
            var painted = opacity.Length - opacity.AsSpan().Count((byte)0);
            return new(painted > opacity.Length / 2 ? Inverted(opacity) : opacity);
        }

        if (GraysOf(brightness).Share > ManyGrays)
        {
            return new(Inverted(opacity), AreHoles: true);
        }

        for (var i = 0; i < brightness.Length; i++)
        {
            brightness[i] = (byte)(brightness[i] * opacity[i] / byte.MaxValue); // on black
        }

        return new(brightness);
    }

    /// <summary>Refuses what is no mask and tells what may be none.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public void EnsurePlain(Mask mask, string name, byte threshold, Action<string> doubt)
    {
        var (share, levels) = GraysOf(Values);
        if (share > ManyGrays && levels > FewLevels)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"'{name}' looks like a photograph, not like a mask: {100 * share:F0} % of it is neither black nor white. Pass a mask that is white where the image is to be filled."));
        }

        if (mask.HoleCount == 0)
        {
            var (darkest, brightest) = (Values.Min(), Values.Max());
            if (brightest > 0 && brightest < threshold)
            {
                throw new InvalidDataException($"'{name}' has no hole: its brightest value is {brightest} of 255, and white begins at {threshold}. Lower the mask threshold to {brightest}, or paint the holes white.");
            }

            doubt($"'{name}' has no hole (its values are {darkest} to {brightest}): there is nothing to fill.");
        }
        else if (mask.HoleCount == mask.Size.Area)
        {
            throw new InvalidDataException($"'{name}' is one hole: nothing of the image is known. If white marks what to keep, set the mask polarity to white-is-valid.");
        }
        else if (mask.HoleRatio > NearlyAll)
        {
            doubt(string.Create(CultureInfo.InvariantCulture, $"'{name}' makes {100 * mask.HoleRatio:F1} % of the image a hole. If white marks what to keep, set the mask polarity to white-is-valid."));
        }
    }

    /// <summary>The largest of R, G and B: any one bright color on black counts as white does.</summary>
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

    /// <summary>The share of values that are neither black nor white, and how many different ones there are.</summary>
    static (double Share, int Levels) GraysOf(byte[] plane)
    {
        Span<int> counts = stackalloc int[256];
        foreach (var value in plane)
        {
            counts[value]++;
        }

        var (sum, levels) = (0, 0);
        for (var value = Dark; value <= Bright; value++)
        {
            (sum, levels) = (sum + counts[value], levels + (counts[value] > 0 ? 1 : 0));
        }

        return ((double)sum / plane.Length, levels);
    }
}
