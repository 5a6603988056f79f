using System.Buffers;
using System.Numerics;

namespace PConv.MLNet.Inference;

/// <summary>Perceptual distance between two images in the features of a network: LPIPS with equal channel weights (Zhang et al., CVPR
/// 2018).</summary>
/// <remarks>
/// Values of different networks are not comparable, nor are they comparable with published LPIPS, whose channel weights are fitted to
/// human judgments. The official package gives the same value for the same features with <c>lpips=False</c>.
/// </remarks>
static class PerceptualDistance
{
    // added to the norm of a position to avoid division by zero, as in normalize_tensor of the official package
    const double Epsilon = 1e-10;
    const int BlockSize = 512; // positions per block: their three sums stay in the L1 cache over all channels

    /// <summary>Σ over outputs, mean over positions, of ‖ŷ − ŷ₀‖², where ŷ has unit length along the channels (eq. (1), w = 1). 0 = equal,
    /// at most 4 per output.</summary>
    /// <param name="first">Features of one image.</param>
    /// <param name="second">Features of the other image from the same network, with the same shapes.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a feature is not finite.</exception>
    public static double Between(IReadOnlyList<FeatureMap> first, IReadOnlyList<FeatureMap> second) => ByStage(first, second).Sum();

    /// <summary>The terms of <see cref="Between"/>, one per output of the network: mean over positions of ‖ŷ − ŷ₀‖², each 0 to 4.</summary>
    /// <param name="first">Features of one image.</param>
    /// <param name="second">Features of the other image from the same network, with the same shapes.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a feature is not finite.</exception>
    public static IReadOnlyList<double> ByStage(IReadOnlyList<FeatureMap> first, IReadOnlyList<FeatureMap> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.Select(Shape).SequenceEqual(second.Select(Shape)))
        {
            throw new ArgumentException(
                $"Features of shapes {Shapes(first)} and {Shapes(second)} cannot be compared. Take images of one size and one network.");
        }

        double[] stages = [.. first.Zip(second, Layer)];
        return stages.All(double.IsFinite) ? stages
            : throw new ArgumentException(
                "Some features are no finite numbers, so there is no distance. Take a network that gives finite features for every image.");
    }

    /// <summary>Σ of ‖ŷ − ŷ₀‖² over a range of positions of features float [C, positions].</summary>
    internal static double Sum(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int positions, int first, int count)
    {
        var sums = ArrayPool<double>.Shared.Rent(3 * BlockSize);
        var sum = 0.0;
        for (var start = first; start < first + count; start += BlockSize)
        {
            sum += Block(a, b, positions, start, Math.Min(BlockSize, first + count - start), sums);
        }

        ArrayPool<double>.Shared.Return(sums);
        return sum;
    }

    // rounding can make the sum of nearly equal features negative
    static double Layer(FeatureMap a, FeatureMap b) => Math.Max(0, Sum(a.Values, b.Values, a.Positions, 0, a.Positions) / a.Positions);

    static double Block(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int positions, int start, int count, double[] sums)
    {
        sums.AsSpan(0, 3 * BlockSize).Clear();
        var aa = sums.AsSpan(0, count);
        var bb = sums.AsSpan(BlockSize, count);
        var ab = sums.AsSpan(2 * BlockSize, count);
        for (var at = start; at < a.Length; at += positions)
        {
            Accumulate(a.Slice(at, count), b.Slice(at, count), aa, bb, ab);
        }

        var sum = 0.0;
        for (var p = 0; p < count; p++)
        {
            var (na, nb) = (Math.Sqrt(aa[p]) + Epsilon, Math.Sqrt(bb[p]) + Epsilon);
            sum += aa[p] / (na * na) + bb[p] / (nb * nb) - 2 * ab[p] / (na * nb); // eq. (1): ‖a/|a| − b/|b|‖²
        }

        return sum;
    }

    /// <summary>Adds the squares and products of one channel to the sums of the positions.</summary>
    static void Accumulate(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<double> aa, Span<double> bb, Span<double> ab)
    {
        var i = 0;
        for (var half = Vector<double>.Count; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(a[i..]), out var a0, out var a1);
            Vector.Widen(new Vector<float>(b[i..]), out var b0, out var b1);
            Add(aa, i, a0 * a0, a1 * a1, half);
            Add(bb, i, b0 * b0, b1 * b1, half);
            Add(ab, i, a0 * b0, a1 * b1, half);
        }

        for (; i < a.Length; i++)
        {
            aa[i] += (double)a[i] * a[i];
            bb[i] += (double)b[i] * b[i];
            ab[i] += (double)a[i] * b[i];
        }
    }

    static void Add(Span<double> sums, int at, Vector<double> low, Vector<double> high, int half)
    {
        (new Vector<double>(sums[at..]) + low).CopyTo(sums[at..]);
        (new Vector<double>(sums[(at + half)..]) + high).CopyTo(sums[(at + half)..]);
    }

    static (int Channels, int Positions) Shape(FeatureMap map) => (map.Channels, map.Positions);

    static string Shapes(IEnumerable<FeatureMap> maps) => string.Join(" + ", maps.Select(m => $"[{m.Channels}, {m.Positions}]"));
}
