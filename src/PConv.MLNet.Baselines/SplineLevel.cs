using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>One channel of a level of the pyramid: what is known of it, then all of it.</summary>
/// <param name="width">In pixels of this level.</param>
/// <param name="height">In pixels of this level.</param>
sealed class SplineLevel(int width, int height)
{
    const int Rim = SplineInTension.Reach; // around all planes, so that the kernel needs no test

    readonly int stride = width + 2 * Rim;
    readonly float[] values = new float[(width + 2 * Rim) * (height + 2 * Rim)];
    readonly bool[] known = new bool[(width + 2 * Rim) * (height + 2 * Rim)];
    int[] holes = [];

    int At(int y, int x) => (y + Rim) * stride + x + Rim;

    /// <summary>Makes a pixel known.</summary>
    public void Know(int y, int x, float value) => (values[At(y, x)], known[At(y, x)]) = (value, true);

    /// <summary>The next level: means of the known of every four pixels.</summary>
    public SplineLevel Halve()
    {
        var half = new SplineLevel(width / 2, height / 2);
        for (var y = 0; y < height; y += 2)
        {
            for (var x = 0; x < width; x += 2)
            {
                var (sum, count, at) = (0f, 0, At(y, x));
                foreach (var place in (ReadOnlySpan<int>)[at, at + 1, at + stride, at + stride + 1])
                {
                    (sum, count) = known[place] ? (sum + values[place], count + 1) : (sum, count);
                }

                if (count > 0)
                {
                    half.Know(y / 2, x / 2, sum / count);
                }
            }
        }

        return half;
    }

    /// <summary>Unknown pixels take the mean of the known; 0 where there are none.</summary>
    public void FillWithMean()
    {
        FindHoles();
        var (sum, count) = (0.0, width * height - holes.Length);
        for (var i = 0; i < values.Length; i++)
        {
            sum += known[i] ? values[i] : 0;
        }

        foreach (var hole in holes)
        {
            values[hole] = count > 0 ? (float)(sum / count) : 0;
        }
    }

    /// <summary>Unknown pixels are interpolated from a filled level of half the size.</summary>
    public void FillFrom(SplineLevel coarse)
    {
        FindHoles();
        foreach (var hole in holes)
        {
            values[hole] = coarse.Between(hole / stride - Rim, hole % stride - Rim);
        }
    }

    /// <summary>The value at a pixel of the next larger level, bilinear, centres at halves.</summary>
    public float Between(int y, int x)
    {
        var near = At(y / 2, x / 2); // weighs 3/4 in each direction
        var (beside, above) = (x / 2 + (x & 1) * 2 - 1, y / 2 + (y & 1) * 2 - 1);
        var column = beside >= 0 && beside < width ? (x & 1) * 2 - 1 : 0;
        var row = above >= 0 && above < height ? ((y & 1) * 2 - 1) * stride : 0;
        return .75f * (.75f * values[near] + .25f * values[near + column]) + .25f * (.75f * values[near + row] + .25f * values[near + row + column]);
    }

    /// <summary>The steps of <see cref="SplineInTension"/>: borders are repeated in the fill itself, and 0 in what is added to it.</summary>
    public void Relax()
    {
        RepeatBorders();
        var residual = new float[holes.Length]; // K u
        for (var i = 0; i < holes.Length; i++)
        {
            residual[i] = Kernel(values, holes[i]);
        }

        var (change, next) = (new float[values.Length], new float[values.Length]);
        foreach (var step in SplineInTension.Steps)
        {
            for (var i = 0; i < holes.Length; i++)
            {
                var hole = holes[i];
                next[hole] = change[hole] - step * (residual[i] + Kernel(change, hole));
            }

            (change, next) = (next, change);
        }

        foreach (var hole in holes)
        {
            values[hole] += change[hole];
        }
    }

    /// <summary>K at a pixel.</summary>
    float Kernel(float[] plane, int at)
    {
        var window = plane.AsSpan(at - 2 * stride - 2, 4 * stride + 5);
        var (middle, side, corner, far) = (SplineInTension.Kernel[12], SplineInTension.Kernel[11], SplineInTension.Kernel[6], SplineInTension.Kernel[10]);
        var (up, down) = (stride + 2, 3 * stride + 2);
        return middle * window[2 * stride + 2]
            + side * (window[up] + window[down] + window[2 * stride + 1] + window[2 * stride + 3])
            + corner * (window[up - 1] + window[up + 1] + window[down - 1] + window[down + 1])
            + far * (window[2] + window[4 * stride + 2] + window[2 * stride] + window[2 * stride + 4]);
    }

    void RepeatBorders()
    {
        for (var y = 0; y < height; y++)
        {
            values.AsSpan(At(y, -Rim), Rim).Fill(values[At(y, 0)]);
            values.AsSpan(At(y, width), Rim).Fill(values[At(y, width - 1)]);
        }

        for (var y = 1; y <= Rim; y++)
        {
            values.AsSpan(At(0, -Rim), stride).CopyTo(values.AsSpan(At(-y, -Rim)));
            values.AsSpan(At(height - 1, -Rim), stride).CopyTo(values.AsSpan(At(height - 1 + y, -Rim)));
        }
    }

    void FindHoles()
    {
        var found = new List<int>();
        for (var y = 0; y < height; y++)
        {
            for (var (at, end) = (At(y, 0), At(y, width)); at < end; at++)
            {
                if (!known[at])
                {
                    found.Add(at);
                }
            }
        }

        holes = [.. found];
    }
}
