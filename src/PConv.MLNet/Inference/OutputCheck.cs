using System.Numerics;
using System.Runtime.InteropServices;
using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Finds invalid values in a model's output for the holes of an image.</summary>
/// <remarks>
/// Networks without a final clamp overshoot their range slightly; this is normal, and the values are clamped. Errors are values that are
/// not finite, and values more than half the range outside of it in more than 1 % of the holes' values. Exports of this library have a
/// known range and no clamp, and may be tried after a few training steps, when the output is arbitrary: for them only values that are not
/// finite are errors. Output outside of the holes is not used and not checked.
/// </remarks>
static class OutputCheck
{
    /// <summary>Largest distance of values from the middle of [0, 1]: half the range beyond either end.</summary>
    public const float Reach = 1;

    /// <summary>The same limit for exports of this library: any finite number.</summary>
    public const float ReachOfOwn = float.MaxValue;

    const float Center = .5f;
    const double Share = .01;
    const int Few = 16; // 1 % of a tiny hole is less than one value: there, more than half of the values must be outside

    /// <summary>Checks that an output is within the model's range.</summary>
    /// <param name="planes">float [3, canvas.Height, canvas.Width], [0, 1].</param>
    /// <param name="valid">float [canvas.Height, canvas.Width], 0 = hole.</param>
    /// <param name="canvas">Size of the planes.</param>
    /// <param name="used">The upper left part that holds the image; the rest is padding.</param>
    /// <param name="range">The model's values for 0 and 1.</param>
    /// <param name="reach">Largest distance of values from .5.</param>
    /// <param name="name">Name of the model in messages.</param>
    /// <returns>An error message, or null if the output is valid.</returns>
    public static string? FindFault(ReadOnlySpan<float> planes, ReadOnlySpan<float> valid, ImageSize canvas, ImageSize used,
        ValueRange range, float reach, string name)
    {
        if (IsNear(planes, reach))
        {
            return null;
        }

        var (all, notFinite, beyond) = (0, 0, 0);
        var (lowest, highest) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var row = 0; row < RgbImage.Channels * used.Height; row++)
        {
            var start = row % used.Height * canvas.Width;
            var values = planes.Slice(row / used.Height * canvas.Area + start, used.Width);
            for (var x = 0; x < used.Width; x++)
            {
                if (valid[start + x] != 0)
                {
                    continue;
                }

                all++;
                if (!float.IsFinite(values[x]))
                {
                    notFinite++;
                    continue;
                }

                beyond += MathF.Abs(values[x] - Center) > reach ? 1 : 0;
                (lowest, highest) = (MathF.Min(lowest, values[x]), MathF.Max(highest, values[x]));
            }
        }

        return notFinite > 0
            ? FormattableString.Invariant($"'{name}' gave NaN or infinity in {notFinite:N0} of {all:N0} values of the holes. ") +
              "Check the file where it was made: weights may be broken, or too large for 16-bit floats (export it in 32 bits)."
            : beyond > Share * all && (beyond >= Few || 2 * beyond > all)
            ? FormattableString.Invariant($"'{name}' gave values from {InUnits(lowest):G3} to {InUnits(highest):G3} for the holes, ") +
              FormattableString.Invariant($"expected {range.Black} to {range.White}. ") +
              $"Describe the range it has, if it is another ({ModelSignature.Where}), or take another model."
            : null;

        float InUnits(float value) => range.Black + value * (range.White - range.Black);
    }

    /// <summary>Whether no value is far out of range or NaN. Fast path for the usual case, in one vectorized pass.</summary>
    static bool IsNear(ReadOnlySpan<float> planes, float reach)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(planes);
        var (center, most) = (new Vector<float>(Center), new Vector<float>(reach));
        foreach (var vector in vectors)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(vector - center), most))
            {
                return false;
            }
        }

        foreach (var value in planes[(vectors.Length * Vector<float>.Count)..])
        {
            if (!(MathF.Abs(value - Center) <= reach))
            {
                return false;
            }
        }

        return true;
    }
}
