using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PConv.MLNet.Classical;

/// <summary>Sets every hole pixel to the weighted mean of the source pixels that all patches covering it map to.</summary>
/// <remarks>Wexler, Shechtman, Irani: "Space-Time Completion of Video", PAMI 2007: the weight is similarity times confidence.</remarks>
sealed class PatchVote : IDisposable
{
    const int Chunk = 2048; // pixels
    const float Least = -30; // e^−30 · Faintest is still a normal float, so no weight becomes 0
    const float Faintest = 1e-24f;

    readonly PatchField field;
    readonly ParallelOptions threads;
    readonly float[] confidence, weights;

    /// <param name="field">The patches of one level.</param>
    /// <param name="falloff">γ.</param>
    /// <param name="threads">Parallelism and cancellation.</param>
    public PatchVote(PatchField field, double falloff, ParallelOptions threads)
    {
        (this.field, this.threads) = (field, threads);
        confidence = ArrayPool<float>.Shared.Rent(field.Count);
        weights = ArrayPool<float>.Shared.Rent(field.Count);
        var ofDepth = new float[HoleDepth.Most + 1];
        for (var d = 0; d < ofDepth.Length; d++)
        {
            ofDepth[d] = Math.Max(Faintest, (float)Math.Pow(falloff, -d)); // α = γ^−d
        }

        for (var k = 0; k < field.Count; k++)
        {
            confidence[k] = ofDepth[field.Depths[field.Targets[k]]];
        }
    }

    /// <summary>Updates the colors of the level's holes.</summary>
    /// <param name="sharpness">Exponent of the weights: 1 for the weighted mean, more to prefer the best match.</param>
    public void Paint(double sharpness = 1)
    {
        var half = (float)(1 / (2 * Percentile()));
        for (var k = 0; k < field.Count; k++)
        {
            var similarity = MathF.Max(-field.Costs[k] * half, Least);
            weights[k] = confidence[k] * MathF.Exp(similarity);
        }

        var holes = field.Level.Holes;
        Parallel.For(0, (holes.Length + Chunk - 1) / Chunk, threads, n =>
        {
            foreach (var pixel in holes.AsSpan(n * Chunk, Math.Min(Chunk, holes.Length - n * Chunk)))
            {
                PaintPixel(pixel, (float)sharpness);
            }
        });
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(confidence);
        ArrayPool<float>.Shared.Return(weights);
    }

    void PaintPixel(int pixel, float sharpness)
    {
        var (width, radius) = (field.Level.Width, field.Radius);
        var (x, y) = (pixel % width, pixel / width);
        var (lastX, lastY) = (width - 1 - radius, field.Level.Height - 1 - radius);
        var best = sharpness == 1 ? 1 : Largest(x, y, lastX, lastY);
        var (sum, total) = (Vector128<float>.Zero, 0f);
        var colors = MemoryMarshal.Cast<byte, uint>(field.Level.Colors.AsSpan());
        for (var row = field.FirstOnGrid(y - radius, lastY); row <= y + radius; row = field.NextOnGrid(row, lastY))
        {
            for (var column = field.FirstOnGrid(x - radius, lastX); column <= x + radius; column = field.NextOnGrid(column, lastX))
            {
                var target = row * width + column;
                var k = field.EntryAt[target];
                if (k >= 0)
                {
                    var weight = sharpness == 1 ? weights[k] : Power(weights[k] / best, sharpness);
                    var bytes = Vector128.CreateScalarUnsafe(colors[field.Sources[k] + pixel - target]).AsByte();
                    sum += Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32()) * weight;
                    total += weight;
                }
            }
        }

        if (total > 0)
        {
            var mean = Vector128.ConvertToInt32(sum / total + Vector128.Create(.5f));
            for (var c = 0; c < PatchLevel.Stride; c++)
            {
                field.Level.Colors[PatchLevel.Stride * pixel + c] = (byte)mean[c];
            }
        }
    }

    static float Power(float weight, float sharpness)
    {
        if (sharpness != 8)
        {
            return MathF.Pow(weight, sharpness);
        }

        weight *= weight;
        weight *= weight;
        return weight * weight;
    }

    float Largest(int x, int y, int lastX, int lastY)
    {
        var largest = 0f;
        for (var row = field.FirstOnGrid(y - field.Radius, lastY); row <= y + field.Radius; row = field.NextOnGrid(row, lastY))
        {
            for (var column = field.FirstOnGrid(x - field.Radius, lastX); column <= x
                + field.Radius; column = field.NextOnGrid(column, lastX))
            {
                var k = field.EntryAt[row * field.Level.Width + column];
                largest = k >= 0 ? Math.Max(largest, weights[k]) : largest;
            }
        }

        return largest;
    }

    /// <summary>σ²: the 75th percentile of the costs (Wexler et al.), from a sample of a few thousand.</summary>
    double Percentile()
    {
        var step = Math.Max(1, field.Count / 4096);
        var some = new int[(field.Count + step - 1) / step];
        for (var i = 0; i < some.Length; i++)
        {
            some[i] = field.Costs[i * step];
        }

        Array.Sort(some);
        return Math.Max(1, some[(int)(some.Length * .75)]);
    }
}
