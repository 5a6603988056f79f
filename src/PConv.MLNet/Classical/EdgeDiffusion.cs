using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Classical;

/// <summary>Runs the steps of <see cref="EdgeEnhancingDiffusion"/> on a filled level, only where a hole needs them.</summary>
/// <remarks>
/// The midpoint of four pixels has the index of the upper left one. Gradients are kept doubled; the two factors of 2 (∇ and ∇ᵀ) make a step
/// a quarter as long.
/// </remarks>
sealed class EdgeDiffusion
{
    const int Reach = EdgeEnhancingDiffusion.Window / 2;

    readonly PyramidLevel level;
    readonly int stride;
    readonly int[][] needed; // midpoints around the holes, then those each averaging pass reads, last pass to first
    readonly float[] a, b, c; // D = (a b; b c)

    public EdgeDiffusion(PyramidLevel level)
    {
        (this.level, stride) = (level, level.Stride);
        needed = new int[2 * EdgeEnhancingDiffusion.Averagings + 1][];
        needed[0] = Reached(level.Holes, [-stride - 1, -stride, -1, 0]);
        for (var i = 1; i < needed.Length; i++)
        {
            var step = i % 2 == 1 ? stride : 1;
            needed[i] = Reached(needed[i - 1], [.. Enumerable.Range(-Reach, 2 * Reach + 1).Select(k => k * step)]);
        }

        (a, b, c) = (Plane(), Plane(), Plane());
    }

    /// <summary>Diffuses the colors in the level's holes.</summary>
    public void Run(CancellationToken cancel)
    {
        var (x, y) = (new float[RgbImage.Channels][], new float[RgbImage.Channels][]);
        var (structure, means) = ((Plane(), Plane()), (Plane(), Plane()));
        for (var i = 0; i < EdgeEnhancingDiffusion.Tensors; i++)
        {
            FindTensor(structure, means);
            PyramidLevel.EachChannel(channel => Step(level.Planes[channel], x[channel] ??= Plane(), y[channel] ??= Plane()), cancel);
        }
    }

    /// <summary>Runs the steps with one D.</summary>
    void Step(float[] u, float[] x, float[] y)
    {
        foreach (var step in EdgeEnhancingDiffusion.Steps)
        {
            foreach (var at in needed[0])
            {
                var (dx, dy) = Gradient(u, at);
                (x[at], y[at]) = (a[at] * dx + b[at] * dy, b[at] * dx + c[at] * dy);
            }

            var quarter = (float)(step / 4);
            foreach (var at in level.Holes)
            {
                var (upper, lower) = (at - stride, at);
                u[at] -= quarter * (x[upper - 1] + y[upper - 1] - x[upper] + y[upper] + x[lower - 1] - y[lower - 1] - x[lower] - y[lower]);
            }
        }
    }

    /// <summary>Computes D around the holes.</summary>
    /// <param name="structure">Cosine and sine of twice the angle across the edge, times d. Overwritten.</param>
    /// <param name="means">Work memory for their means. Each averaging pass reads only what the one before wrote, or cells beyond the
    /// border, which are never written.</param>
    void FindTensor((float[] Cosine, float[] Sine) structure, (float[] Cosine, float[] Sine) means)
    {
        foreach (var at in needed[^1])
        {
            (structure.Cosine[at], structure.Sine[at]) = (0, 0);
            foreach (var plane in level.Planes)
            {
                var (x, y) = Gradient(plane, at);
                structure.Cosine[at] += (x - y) * (x + y);
                structure.Sine[at] += 2 * x * y;
            }
        }

        for (var i = needed.Length - 2; i >= 0; i--)
        {
            Average(structure.Cosine, means.Cosine, needed[i], i % 2 == 0);
            Average(structure.Sine, means.Sine, needed[i], i % 2 == 0);
            (structure, means) = (means, structure);
        }

        var (cosine, sine) = structure;
        const float SquaredContrast = (float)(4 * EdgeEnhancingDiffusion.Contrast * EdgeEnhancingDiffusion.Contrast);
        foreach (var at in needed[0])
        {
            var d = MathF.Sqrt(cosine[at] * cosine[at] + sine[at] * sine[at]);
            var share = .5f / (d + SquaredContrast);
            (a[at], b[at], c[at]) = (1 - share * (d + cosine[at]), -share * sine[at], 1 - share * (d - cosine[at]));
        }
    }

    /// <summary>Averages each midpoint with its neighbors in a column or a row, ignoring those beyond the border.</summary>
    void Average(float[] values, float[] means, int[] places, bool down)
    {
        var (step, last) = (down ? stride : 1, (down ? level.Height : level.Width) - 2);
        foreach (var at in places)
        {
            var position = (down ? at / stride : at % stride) - PyramidLevel.Rim;
            var sum = 0f;
            for (var k = -Reach; k <= Reach; k++)
            {
                sum += values[at + k * step];
            }

            means[at] = sum / (Math.Min(last, position + Reach) - Math.Max(0, position - Reach) + 1);
        }
    }

    /// <summary>2 ∇u at a midpoint.</summary>
    (float X, float Y) Gradient(float[] u, int at)
    {
        var (falling, rising) = (u[at + stride + 1] - u[at], u[at + 1] - u[at + stride]);
        return (falling + rising, falling - rising);
    }

    /// <summary>Lists every midpoint at one of the offsets from a pixel, without duplicates.</summary>
    int[] Reached(int[] places, int[] offsets)
    {
        var free = new bool[level.Planes[0].Length];
        for (var y = 0; y < level.Height - 1; y++)
        {
            free.AsSpan(level.At(y, 0), level.Width - 1).Fill(true);
        }

        var reached = new List<int>(places.Length);
        foreach (var place in places)
        {
            foreach (var offset in offsets)
            {
                if (free[place + offset])
                {
                    free[place + offset] = false;
                    reached.Add(place + offset);
                }
            }
        }

        return [.. reached];
    }

    float[] Plane() => new float[level.Planes[0].Length];
}
