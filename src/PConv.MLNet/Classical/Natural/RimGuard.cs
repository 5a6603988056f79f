using System.Numerics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Finds object edges that a tight mask left outside the hole, so that they do not influence the fill.</summary>
/// <remarks>
/// Pixels up to <see cref="Rim"/> from a hole count as foreign if, along the hole, their color differs from that of the known pixels
/// farther out. An edge that crosses the hole's border occurs on both sides of the rim and is not foreign.
/// </remarks>
static class RimGuard
{
    const int Edge = 2; // pixels next to the hole that belong to the foreign rim, if there is one
    const int Rim = 4; // pixels next to the hole that may belong to the rim
    const int Gap = 7; // distance to the inner edge of the surroundings; pixels in between may be mixed
    const int Surroundings = 12; // distance to the outer edge of the surroundings
    const int Window = 12; // pixels to each side along which colors are compared
    const int Blend = 2; // pixels next to a foreign one that are blended with their neighbors
    const int Stride = 2; // of the window's pixels that are sampled
    const int Least = 8; // samples needed in each band for a mean
    const float Deviations = 1.3f; // of the surroundings' colors, by which the rim's must differ
    const float Share = .97f; // of the edge's pixels in a window that must be foreign for any to count
    const float Offset = 10; // levels of 255, for surroundings with zero deviation

    /// <summary>Returns the mask with foreign rims added as holes, or the mask itself if there are none.</summary>
    /// <param name="image">The image; pixels in holes are ignored.</param>
    /// <param name="mask">The mask, of the same size.</param>
    /// <param name="threads">Parallelism and cancellation.</param>
    public static Mask Hide(RgbImage image, Mask mask, ParallelOptions threads)
    {
        byte[]? valid = null;
        foreach (var region in HoleRegion.Find(mask, 2 * Surroundings))
        {
            var window = ImageWindow.BoxOf(region, image.Size).Inflate(2 * Surroundings, image.Size);
            if (Foreign(ImageWindow.Cut(image, window), ImageWindow.Cut(mask, window), threads) is { } hidden)
            {
                valid ??= mask.Valid.ToArray();
                for (var i = 0; i < hidden.Valid.Length; i++)
                {
                    valid[(window.Top + i / window.Width) * image.Width + window.Left + i % window.Width] &= hidden.Valid[i];
                }
            }
        }

        return valid is null ? mask : Mask.FromValid(image.Size, valid);
    }

    /// <summary>Returns foreign pixels, and those they are blended into, as holes; null if there are none.</summary>
    static Mask? Foreign(RgbImage image, Mask mask, ParallelOptions threads)
    {
        var bands = Bands(mask);
        var foreign = new bool[image.Size.Area];
        Parallel.For(0, image.Height, threads, y =>
        {
            for (var x = 0; x < image.Width; x++)
            {
                var i = y * image.Width + x;
                foreign[i] = bands[i] is Band.Edge or Band.Rim && IsForeign(image, bands, x, y);
            }
        });
        return foreign.Contains(true) ? Mask.FromHoles(image.Width, image.Height, foreign).Grow(Blend) : null;
    }

    /// <summary>Classifies pixels by their distance to a hole.</summary>
    static Band[] Bands(Mask mask)
    {
        var thirds = Distances(mask);
        var bands = new Band[thirds.Length];
        for (var i = 0; i < bands.Length; i++)
        {
            bands[i] = thirds[i] switch
            {
                0 => Band.Hole,
                <= 3 * Edge => Band.Edge,
                <= 3 * Rim => Band.Rim,
                > 3 * Gap and <= 3 * Surroundings => Band.Surroundings,
                _ => Band.None,
            };
        }

        return bands;
    }

    /// <summary>Distance to the nearest hole in thirds of a pixel (3 per straight step, 4 per diagonal one), up to slightly more than the
    /// surroundings' reach.</summary>
    static byte[] Distances(Mask mask)
    {
        const byte most = 3 * Surroundings + 4;
        var (width, distances) = (mask.Width, new byte[mask.Size.Area]);
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = mask.Valid[i] == 0 ? (byte)0 : Nearest(i, -1, most);
        }

        for (var i = distances.Length - 1; i >= 0; i--)
        {
            distances[i] = Nearest(i, 1, distances[i]);
        }

        return distances;

        byte Nearest(int i, int way, byte least)
        {
            var (x, row) = (i % width, i + way * width);
            var hasRow = row >= 0 && row < distances.Length;
            var found = x + way >= 0 && x + way < width ? Math.Min(least, distances[i + way] + 3) : least;
            found = hasRow ? Math.Min(found, distances[row] + 3) : found;
            found = hasRow && x > 0 ? Math.Min(found, distances[row - 1] + 4) : found;
            return (byte)(hasRow && x < width - 1 ? Math.Min(found, distances[row + 1] + 4) : found);
        }
    }

    /// <summary>Whether both the edge near a pixel and the pixel itself differ in color from the surroundings.</summary>
    static bool IsForeign(RgbImage image, Band[] bands, int x, int y)
    {
        var (edge, surroundings) = (new Colors(), new Colors());
        var (top, bottom) = (Math.Max(0, y - Window), Math.Min(image.Height - 1, y + Window));
        var (left, right) = (Math.Max(0, x - Window), Math.Min(image.Width - 1, x + Window));
        for (var row = top; row <= bottom; row += Stride)
        {
            for (var i = row * image.Width + left; i <= row * image.Width + right; i += Stride)
            {
                if (bands[i] == Band.Edge)
                {
                    edge.Add(At(i));
                }
                else if (bands[i] == Band.Surroundings)
                {
                    surroundings.Add(At(i));
                }
            }
        }

        if (edge.Count < Least || surroundings.Count < Least)
        {
            return false;
        }

        var most = Deviations * surroundings.Deviation + Offset;
        if (edge.DistanceTo(surroundings.Mean) <= most || Vector3.Distance(At(y * image.Width + x), surroundings.Mean) <= most)
        {
            return false;
        }

        var foreign = 0;
        for (var row = top; row <= bottom; row += Stride)
        {
            for (var i = row * image.Width + left; i <= row * image.Width + right; i += Stride)
            {
                foreign += bands[i] == Band.Edge && Vector3.Distance(At(i), surroundings.Mean) > most ? 1 : 0;
            }
        }

        return foreign >= Share * edge.Count;

        Vector3 At(int i) =>
            new(image.Pixels[RgbImage.Channels * i], image.Pixels[RgbImage.Channels * i + 1], image.Pixels[RgbImage.Channels * i + 2]);
    }

    enum Band : byte
    {
        None,
        Hole,
        Edge,
        Rim,
        Surroundings,
    }

    /// <summary>Sums of colors and of squared colors.</summary>
    struct Colors
    {
        Vector3 sum;
        float squares;

        public int Count { get; private set; }

        public readonly Vector3 Mean => sum / Count;

        /// <summary>Root mean square distance to the mean color.</summary>
        public readonly float Deviation => MathF.Sqrt(Math.Max(0, squares / Count - Mean.LengthSquared()));

        public void Add(Vector3 color)
        {
            sum += color;
            squares += color.LengthSquared();
            Count++;
        }

        public readonly float DistanceTo(Vector3 color) => Vector3.Distance(Mean, color);
    }
}
