using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Classical;

/// <summary>A pyramid level: first the known colors, then all of them.</summary>
/// <param name="width">In pixels of this level.</param>
/// <param name="height">In pixels of this level.</param>
sealed class PyramidLevel(int width, int height)
{
    /// <summary>Padding in pixels around all planes, so that windows need no bounds checks.</summary>
    public const int Rim = SplineInTension.Reach;

    readonly bool[] known = new bool[(width + 2 * Rim) * (height + 2 * Rim)];

    /// <summary>Width in pixels.</summary>
    public int Width => width;

    /// <summary>Height in pixels.</summary>
    public int Height => height;

    /// <summary>Distance from one row to the next.</summary>
    public int Stride => width + 2 * Rim;

    /// <summary>Red, green and blue, as 2·I − 1.</summary>
    public float[][] Planes { get; } =
        [.. Enumerable.Range(0, RgbImage.Channels).Select(_ => new float[(width + 2 * Rim) * (height + 2 * Rim)])];

    /// <summary>Indices of the unknown pixels, row by row; available once the level is filled.</summary>
    public int[] Holes { get; private set; } = [];

    /// <summary>Index of a pixel in <see cref="Planes"/>.</summary>
    public int At(int y, int x) => (y + Rim) * Stride + x + Rim;

    /// <summary>Marks a pixel as known.</summary>
    public void Know(int y, int x, float red, float green, float blue)
    {
        var at = At(y, x);
        (Planes[0][at], Planes[1][at], Planes[2][at], known[at]) = (red, green, blue, true);
    }

    /// <summary>Creates the next level: each pixel is the mean of the known pixels among four.</summary>
    public PyramidLevel Halve()
    {
        var half = new PyramidLevel(width / 2, height / 2);
        for (var y = 0; y < height; y += 2)
        {
            for (var x = 0; x < width; x += 2)
            {
                var (red, green, blue, count, at) = (0f, 0f, 0f, 0, At(y, x));
                foreach (var place in (ReadOnlySpan<int>)[at, at + 1, at + Stride, at + Stride + 1])
                {
                    if (known[place])
                    {
                        (red, green, blue, count) = (red + Planes[0][place], green + Planes[1][place], blue + Planes[2][place], count + 1);
                    }
                }

                if (count > 0)
                {
                    half.Know(y / 2, x / 2, red / count, green / count, blue / count);
                }
            }
        }

        return half;
    }

    /// <summary>Sets unknown pixels to the mean of the known ones, or 0 if there are none.</summary>
    public void FillWithMean()
    {
        FindHoles();
        var count = width * height - Holes.Length;
        foreach (var plane in Planes)
        {
            var sum = 0.0;
            for (var i = 0; i < plane.Length; i++)
            {
                sum += known[i] ? plane[i] : 0;
            }

            foreach (var hole in Holes)
            {
                plane[hole] = count > 0 ? (float)(sum / count) : 0;
            }
        }
    }

    /// <summary>Interpolates unknown pixels from a filled level of half the size, then relaxes them towards a spline in tension.</summary>
    public void FillFrom(PyramidLevel coarse, CancellationToken cancel)
    {
        FindHoles();
        EachChannel(channel =>
        {
            var plane = Planes[channel];
            foreach (var hole in Holes)
            {
                plane[hole] = coarse.Between(channel, hole / Stride - Rim, hole % Stride - Rim);
            }

            Relax(plane);
        }, cancel);
    }

    /// <summary>Bilinearly interpolated value for a pixel of the next larger level; pixel centers are at halves.</summary>
    public float Between(int channel, int y, int x)
    {
        var plane = Planes[channel];
        var near = At(y / 2, x / 2); // weight 3/4 in each direction
        var (beside, above) = (x / 2 + (x & 1) * 2 - 1, y / 2 + (y & 1) * 2 - 1);
        var column = beside >= 0 && beside < width ? (x & 1) * 2 - 1 : 0;
        var row = above >= 0 && above < height ? ((y & 1) * 2 - 1) * Stride : 0;
        return .75f * (.75f * plane[near] + .25f * plane[near + column])
            + .25f * (.75f * plane[near + row] + .25f * plane[near + row + column]);
    }

    /// <summary>Runs an action on all channels in parallel.</summary>
    public static void EachChannel(Action<int> run, CancellationToken cancel) =>
        Parallel.For(0, RgbImage.Channels, new ParallelOptions { CancellationToken = cancel }, run);

    /// <summary>Runs the steps of <see cref="SplineInTension"/>. The fill is extended beyond the border by repetition, the correction by
    /// 0.</summary>
    void Relax(float[] values)
    {
        RepeatBorders(values);
        var residual = new float[Holes.Length]; // K u
        for (var i = 0; i < Holes.Length; i++)
        {
            residual[i] = Kernel(values, Holes[i]);
        }

        var (change, next) = (new float[values.Length], new float[values.Length]);
        foreach (var step in SplineInTension.Steps)
        {
            for (var i = 0; i < Holes.Length; i++)
            {
                var hole = Holes[i];
                next[hole] = change[hole] - (float)step * (residual[i] + Kernel(change, hole));
            }

            (change, next) = (next, change);
        }

        foreach (var hole in Holes)
        {
            values[hole] += change[hole];
        }
    }

    /// <summary>K at a pixel.</summary>
    float Kernel(float[] plane, int at)
    {
        var stride = Stride;
        var window = plane.AsSpan(at - 2 * stride - 2, 4 * stride + 5);
        var (middle, side, corner, far) =
            (SplineInTension.Kernel[12], SplineInTension.Kernel[11], SplineInTension.Kernel[6], SplineInTension.Kernel[10]);
        var (up, down) = (stride + 2, 3 * stride + 2);
        return middle * window[2 * stride + 2]
            + side * (window[up] + window[down] + window[2 * stride + 1] + window[2 * stride + 3])
            + corner * (window[up - 1] + window[up + 1] + window[down - 1] + window[down + 1])
            + far * (window[2] + window[4 * stride + 2] + window[2 * stride] + window[2 * stride + 4]);
    }

    void RepeatBorders(float[] values)
    {
        for (var y = 0; y < height; y++)
        {
            values.AsSpan(At(y, -Rim), Rim).Fill(values[At(y, 0)]);
            values.AsSpan(At(y, width), Rim).Fill(values[At(y, width - 1)]);
        }

        for (var y = 1; y <= Rim; y++)
        {
            values.AsSpan(At(0, -Rim), Stride).CopyTo(values.AsSpan(At(-y, -Rim)));
            values.AsSpan(At(height - 1, -Rim), Stride).CopyTo(values.AsSpan(At(height - 1 + y, -Rim)));
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

        Holes = [.. found];
    }
}
