using System.Buffers;
using System.Numerics;
using PConv.MLNet.Images;

namespace PConv.MLNet.Classical;

/// <summary>Computes P + e^(−d/L) · G(N − P): near the rim of a hole, combines the patches' high frequencies with the network's low
/// frequencies.</summary>
/// <remarks>N: the network's fill; P: the patches' fill; G: a Gaussian filter of the difference, which is 0 outside the holes; d: depth. L
/// decreases with the depth of the hole.</remarks>
sealed class FrequencyMix
{
    readonly NaturalOptions options;
    readonly ParallelOptions threads;
    readonly float[] kernel;
    readonly double scale;
    readonly int radius;

    public FrequencyMix(NaturalOptions options, double scale, ParallelOptions threads)
    {
        (this.options, this.scale, this.threads) = (options, scale, threads);
        var sigma = options.Sigma * scale;
        radius = (int)Math.Ceiling(3 * sigma);
        kernel = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(k => (float)Math.Exp(-k * k / (2 * sigma * sigma)))];
        var sum = kernel.Sum();
        kernel = [.. kernel.Select(k => k / sum)];
    }

    /// <summary>Updates P in place.</summary>
    /// <param name="patches">P, including the known pixels.</param>
    /// <param name="network">N, with the same known pixels.</param>
    /// <param name="hole">Hole geometry.</param>
    /// <param name="texture">Texture of the surroundings. Where they are smooth, N is used alone.</param>
    public void Apply(RgbImage patches, RgbImage network, HoleRidge hole, CoarseTexture texture)
    {
        var (height, row) = (patches.Height, RgbImage.Channels * patches.Width);
        var across = ArrayPool<float>.Shared.Rent(height * row);
        try
        {
            var rows = RowsWithHoles(hole, patches.Width, height);
            Parallel.For(0, height, threads, y => BlurAcross(patches, network, y, rows[y].Count > 0, across.AsSpan(y * row, row)));
            Parallel.For(0, height, threads, y =>
            {
                if (rows[y].Count > 0)
                {
                    MixRow(patches, network, hole, texture, y, rows[y], across);
                }
            });
        }
        finally
        {
            ArrayPool<float>.Shared.Return(across);
        }
    }

    static (int First, int Count)[] RowsWithHoles(HoleRidge hole, int width, int height)
    {
        var rows = new (int First, int Count)[height];
        for (var n = 0; n < hole.Holes.Length; n++)
        {
            ref var row = ref rows[hole.Holes[n] / width];
            row = row.Count == 0 ? (n, 1) : (row.First, row.Count + 1);
        }

        return rows;
    }

    void BlurAcross(RgbImage patches, RgbImage network, int y, bool hasHoles, Span<float> blurred)
    {
        blurred.Clear();
        if (!hasHoles)
        {
            return;
        }

        var (length, margin) = (blurred.Length, RgbImage.Channels * radius);
        var padded = ArrayPool<float>.Shared.Rent(length + 2 * margin);
        padded.AsSpan(0, margin).Clear();
        padded.AsSpan(margin + length, margin).Clear();
        var n = network.Pixels.AsSpan(y * length, length);
        var p = patches.Pixels.AsSpan(y * length, length);
        for (var i = 0; i < length; i++)
        {
            padded[margin + i] = n[i] - p[i];
        }

        for (var k = 0; k < kernel.Length; k++)
        {
            AddScaled(padded.AsSpan(RgbImage.Channels * k, length), kernel[k], blurred);
        }

        ArrayPool<float>.Shared.Return(padded);
    }

    void MixRow(RgbImage patches, RgbImage network, HoleRidge hole, CoarseTexture texture, int y, (int First, int Count) range,
        float[] across)
    {
        var length = RgbImage.Channels * patches.Width;
        var low = ArrayPool<float>.Shared.Rent(length);
        var sum = low.AsSpan(0, length);
        sum.Clear();
        for (var k = Math.Max(-radius, -y); k <= Math.Min(radius, patches.Height - 1 - y); k++)
        {
            AddScaled(across.AsSpan((y + k) * length, length), kernel[k + radius], sum);
        }

        foreach (var i in hole.Holes.Slice(range.First, range.Count))
        {
            var share = Share(hole.Depth[i], hole.RidgeAt(i));
            var at = RgbImage.Channels * (i - y * patches.Width);
            var smooth = Smoothness(texture.At(i - y * patches.Width, y));
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                ref var pixel = ref patches.Pixels[RgbImage.Channels * i + c];
                var mixed = pixel + share * sum[at + c];
                pixel = (byte)Math.Clamp(MathF.Round(mixed + smooth * (network.Pixels[RgbImage.Channels * i + c] - mixed)), 0,
                    byte.MaxValue);
            }
        }

        ArrayPool<float>.Shared.Return(low);
    }

    /// <summary>e^(−d/L).</summary>
    float Share(float depth, float ridge)
    {
        var shallow = Math.Min(1, options.MixDepth * scale / Math.Max(ridge, 1));
        var length = options.MixLength * scale * shallow * shallow;
        return MathF.Exp((float)(-depth / length));
    }

    /// <summary>1 where the surroundings are smooth, 0 where they are textured; zero slope at both ends.</summary>
    float Smoothness(float texture)
    {
        var gradient = texture / options.TextureWeight;
        var share = (float)Math.Clamp((options.TexturedFrom - gradient) / (options.TexturedFrom - options.SmoothUpTo), 0, 1);
        return share * share * (3 - 2 * share);
    }

    static void AddScaled(ReadOnlySpan<float> values, float factor, Span<float> sums)
    {
        var i = 0;
        for (var f = new Vector<float>(factor); i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sums[i..]) + f * new Vector<float>(values[i..])).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += factor * values[i];
        }
    }
}
