using System.Globalization;
using System.Text.RegularExpressions;
using PConv.MLNet.Images;

namespace Notebooks.Tests;

/// <summary>
/// Compares what a run shows with what is stored, word by word. Processors round differently, above all in training: images and drawings
/// have a small tolerance, and a number with decimals may differ by one in the last of them; whole numbers may not.
/// </summary>
static partial class Outputs
{
    /// <summary>Levels of 255 by which an image may differ in the mean of all its values, and in any of them.</summary>
    const double MeanTolerance = .5, Tolerance = 48;

    /// <summary>Units of a drawing's own, about pixels.</summary>
    const double DrawingTolerance = 2;

    public static void Equal(IReadOnlyList<Output> stored, IReadOnlyList<Output> shown)
    {
        Assert.Equal(stored.SelectMany(Heads), shown.SelectMany(Heads));
        foreach (var ((form, before), (_, after)) in stored.SelectMany(s => s.Forms).Zip(shown.SelectMany(s => s.Forms)))
        {
            switch (form)
            {
                case "image/png":
                    ImageEqual(before, after);
                    break;
                case "image/svg+xml":
                    DrawingEqual(before, after);
                    break;
                default:
                    TextEqual(before, after);
                    break;
            }
        }
    }

    static IEnumerable<string> Heads(Output output) => output.Forms.Select(f => $"{output.Kind}: {f.Key}");

    static void ImageEqual(string stored, string shown)
    {
        var (before, after) = (Decoded(stored), Decoded(shown));
        Assert.Equal(before.Size, after.Size);
        var differences = before.Pixels.Zip(after.Pixels, (a, b) => (double)Math.Abs(a - b)).ToArray();
        Assert.True(differences.Average() <= MeanTolerance && differences.Max() <= Tolerance,
            $"The image differs by {differences.Average():F3} levels in the mean and {differences.Max()} at most, expected " +
            $"{MeanTolerance} and {Tolerance}.");
    }

    static void TextEqual(string stored, string shown)
    {
        Assert.Equal(Decimal().Replace(stored, "#"), Decimal().Replace(shown, "#"));
        foreach (var (before, after) in Decimal().Matches(stored).Zip(Decimal().Matches(shown), (a, b) => (a.Value, b.Value)))
        {
            var decimals = before.Length - before.IndexOf('.', StringComparison.Ordinal) - 1;
            var (from, to) = (decimal.Parse(before, CultureInfo.InvariantCulture), decimal.Parse(after, CultureInfo.InvariantCulture));
            Assert.True(before.Length == after.Length
                && Math.Abs(from - to) <= (decimal)Math.Pow(10, -decimals),
                $"Expected {before}, or one more or less in its last digit, got {after}, in:\n{shown}");
        }
    }

    /// <summary>The same elements and words; numbers that are close.</summary>
    static void DrawingEqual(string stored, string shown)
    {
        Assert.Equal(Number().Replace(stored, "#"), Number().Replace(shown, "#"));
        Assert.All(Numbers(stored).Zip(Numbers(shown)), pair => Assert.Equal(pair.First, pair.Second, DrawingTolerance));
    }

    static IEnumerable<double> Numbers(string drawing) =>
        Number().Matches(drawing).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture));

    static RgbImage Decoded(string base64) =>
        ImageFile.Decode(Convert.FromBase64String(base64), "output").Colors;

    [GeneratedRegex(@"(?<![\d.])\d*\.\d+(?![\d.])")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"(?<![\w.#])-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
