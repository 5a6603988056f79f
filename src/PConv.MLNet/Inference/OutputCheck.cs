using System.Numerics;
using System.Runtime.InteropServices;
using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>What is wrong with the values that a model gave for the holes of an image.</summary>
/// <remarks>
/// Networks without a clamp overshoot their range a little, which is normal and clamped. An error is any value that is not finite, and
/// values more than half the range beyond it in more than 1 % of the holes' values. Exports of this library have a known range, no clamp,
/// and are tried after a few steps of training as well, when they give anything: of them only what is not finite is an error. What the
/// model gives elsewhere is not used and does not count.
/// </remarks>
static class OutputCheck
{
    /// <summary>How far from the middle of [0, 1] values may lie: half the range beyond it.</summary>
    public const float Reach = 1;

    /// <summary>The same for exports of this library: any number.</summary>
    public const float ReachOfOwn = float.MaxValue;

    const float Center = .5f;
    const double Share = .01;
    const int Few = 16; // of a hole of a few pixels 1 % is less than one value: there more than half must be beyond

    /// <summary>Refuses an output that is not of the model's range.</summary>
    /// <param name="planes">float [3, canvas.Height, canvas.Width], [0, 1].</param>
    /// <param name="valid">float [canvas.Height, canvas.Width], 0 = hole.</param>
    /// <param name="canvas">Size of the planes.</param>
    /// <param name="used">The upper left part that holds the image; the rest is padding.</param>
    /// <param name="range">What the model calls 0 and 1.</param>
    /// <param name="reach">How far from .5 values may lie.</param>
    /// <param name="name">What messages call the model.</param>
    /// <returns>A sentence, or null if all is well.</returns>
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

    /// <summary>Whether no value at all is far out or NaN: the usual case, told in one pass of vectors.</summary>
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
