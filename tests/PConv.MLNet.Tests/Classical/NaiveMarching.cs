using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>The methods that march, as they are written down: over whole images, pixel by pixel, in double where they fill.</summary>
static class NaiveMarching
{
    /// <summary>T of the holes, and the order in which they are reached.</summary>
    public static (float[] Distances, List<int> Order) Into(Mask mask)
    {
        var start = Enumerable.Range(0, mask.Size.Area).Select(i => mask.Valid[i] == 1).ToArray();
        return March(mask.Width, mask.Height, start, float.PositiveInfinity);
    }

    /// <summary>T of the holes, −T of the known pixels around them as far as the reach, and the order of the holes.</summary>
    public static (float[] Distances, List<int> Order) BothWays(Mask mask, int reach)
    {
        var (w, h) = (mask.Width, mask.Height);
        var (distances, order) = Into(mask);
        var isRim = Enumerable.Range(0, w * h).Select(i => mask.Valid[i] == 1 && Neighbors(w, h, i).Any(n => mask.Valid[n] == 0)).ToArray();
        var (outside, _) = March(w, h, isRim, reach);
        return ([.. distances.Select((t, i) => mask.Valid[i] == 0 ? t : -outside[i])], order);
    }

    /// <summary>Telea's mean for each hole: w = dir · dst · lev, half of the gradients of known pixels.</summary>
    public static double[] Telea(RgbImage image, Mask mask, int radius) => Fill(image, mask, radius, (u, t, known, p, q) =>
    {
        var (w, rx, ry) = (image.Width, p % image.Width - q % image.Width, p / image.Width - q / image.Width);
        var length = Math.Sqrt(rx * rx + ry * ry);
        var normal =
            (Slope(image.Size, p, 1, 0, i => t[i], i => float.IsFinite(t[i])),
                Slope(image.Size, p, 0, 1, i => t[i], i => float.IsFinite(t[i])));
        var dir = Math.Max(.5, Math.Abs(rx * normal.Item1 + ry * normal.Item2) / length);
        var weight = dir / (length * length) / (1 + Math.Abs(t[p] - t[q]));
        var around = Neighbors(w, image.Height, q).ToArray();
        var hasGradient = around.Length == 4 && mask.Valid[q] == 1 && around.All(n => mask.Valid[n] == 1);
        return (weight, c => u[3 * q + c] + (hasGradient
            ? .5 * ((u[3 * (q + 1) + c] - u[3 * (q - 1) + c]) / 2 * rx + (u[3 * (q + w) + c] - u[3 * (q - w) + c]) / 2 * ry)
            : 0));
    });

    /// <summary>The mean that prefers isophotes: cos⁸ of the angle to them, by the structure tensor, which holes get as they get their
    /// colors.</summary>
    public static double[] NavierStokes(RgbImage image, Mask mask, int radius)
    {
        var tensors = new (double XX, double XY)?[image.Size.Area];
        return Fill(image, mask, radius, (u, t, known, p, q) =>
        {
            double rx = p % image.Width - q % image.Width, ry = p / image.Width - q / image.Width, squared = rx * rx + ry * ry;
            var (xx, xy) = TensorOf(q);
            var along = Math.Max(0, 1 - (xx * rx * rx + 2 * xy * rx * ry + (1 - xx) * ry * ry) / squared);
            return (Math.Max(.02, Math.Pow(along, 4)) / squared / (1 + Math.Abs(t[p] - t[q])), c => u[3 * q + c]);
        }, (p, weights) =>
        {
            var sum = weights.Sum(x => x.Weight);
            tensors[p] = (weights.Sum(x => x.Weight * TensorOf(x.Pixel).XX) / sum, weights.Sum(x => x.Weight * TensorOf(x.Pixel).XY) / sum);
        });

        (double XX, double XY) TensorOf(int q)
        {
            if (tensors[q] is { } done)
            {
                return done;
            }

            var (xx, xy, yy) = (0.0, 0.0, 0.0);
            for (var c = 0; c < 3; c++)
            {
                var dx = Slope(image.Size, q, 1, 0, i => image.Pixels[3 * i + c], i => mask.Valid[i] == 1);
                var dy = Slope(image.Size, q, 0, 1, i => image.Pixels[3 * i + c], i => mask.Valid[i] == 1);
                (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
            }

            tensors[q] = xx + yy == 0 ? (.5, 0) : (xx / (xx + yy), xy / (xx + yy));
            return tensors[q]!.Value;
        }
    }

    delegate (double Weight, Func<int, double> Value) Estimate(double[] u, float[] t, bool[] known, int p, int q);

    static double[] Fill(RgbImage image, Mask mask, int radius, Estimate estimate,
        Action<int, List<(int Pixel, double Weight)>>? after = null)
    {
        var (w, h) = (image.Width, image.Height);
        var (t, order) = BothWays(mask, radius + 2);
        var u = image.Pixels.Select(p => (double)p).ToArray();
        var known = Enumerable.Range(0, w * h).Select(i => mask.Valid[i] == 1 && float.IsFinite(t[i])).ToArray();
        foreach (var p in order)
        {
            var (sums, weights) = (new double[3], new List<(int Pixel, double Weight)>());
            for (var q = 0; q < w * h; q++)
            {
                var squared = (p % w - q % w) * (p % w - q % w) + (p / w - q / w) * (p / w - q / w);
                if (!known[q] || squared > radius * radius)
                {
                    continue;
                }

                var (weight, value) = estimate(u, t, known, p, q);
                weights.Add((q, weight));
                for (var c = 0; c < 3; c++)
                {
                    sums[c] += weight * value(c);
                }
            }

            for (var c = 0; c < 3; c++)
            {
                u[3 * p + c] = Math.Clamp(sums[c] / weights.Sum(x => x.Weight), 0, 255);
            }

            after?.Invoke(p, weights);
            known[p] = true;
        }

        return u;
    }

    /// <summary>Derivative in a direction, from one side where the other cannot be had.</summary>
    static double Slope(ImageSize size, int i, int dx, int dy, Func<int, double> value, Func<int, bool> has)
    {
        int? At(int sign) => i % size.Width + sign * dx is var x && i / size.Width + sign * dy is var y
            && x >= 0 && x < size.Width && y >= 0 && y < size.Height && has(y * size.Width + x) ? y * size.Width + x : null;
        return (At(-1), At(1)) switch
        {
            ({ } before, { } next) => (value(next) - value(before)) / 2,
            ({ } before, null) => value(i) - value(before),
            (null, { } next) => value(next) - value(i),
            _ => 0,
        };
    }

    static IEnumerable<int> Neighbors(int w, int h, int i)
    {
        if (i % w > 0) { yield return i - 1; }
        if (i % w < w - 1) { yield return i + 1; }
        if (i / w > 0) { yield return i - w; }
        if (i / w < h - 1) { yield return i + w; }
    }

    /// <summary>Looks through all tentative pixels for the nearest, and at final neighbors alone.</summary>
    static (float[] Distances, List<int> Order) March(int w, int h, bool[] start, float limit)
    {
        var (distances, isFinal, order) = (new float[w * h], (bool[])start.Clone(), new List<int>());
        for (var i = 0; i < w * h; i++)
        {
            distances[i] = isFinal[i] ? 0 : float.PositiveInfinity;
        }

        while (true)
        {
            var (best, nearest) = (-1, float.PositiveInfinity);
            for (var i = 0; i < w * h; i++)
            {
                if (isFinal[i])
                {
                    continue;
                }

                float At(int n) => isFinal[n] ? distances[n] : float.PositiveInfinity;
                var (a, b) = (
                    Math.Min(i % w > 0 ? At(i - 1) : float.PositiveInfinity, i % w < w - 1 ? At(i + 1) : float.PositiveInfinity),
                    Math.Min(i / w > 0 ? At(i - w) : float.PositiveInfinity, i / w < h - 1 ? At(i + w) : float.PositiveInfinity));
                var t = Math.Abs(a - b) < 1 ? (a + b + MathF.Sqrt(2 - (a - b) * (a - b))) / 2 : Math.Min(a, b) + 1;
                if (t < nearest && t <= limit)
                {
                    (best, nearest) = (i, t);
                }
            }

            if (best < 0)
            {
                return (distances, order);
            }

            (distances[best], isFinal[best]) = (nearest, true);
            order.Add(best);
        }
    }
}
