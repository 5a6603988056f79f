using System.Numerics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Finds the rim of an object that a tight mask left outside the hole, so that no fill goes on from it.</summary>
/// <remarks>
/// Pixels up to <see cref="Rim"/> from a hole are a rim of something else where, along the hole, they have another color than the known
/// pixels farther out. An edge that crosses the hole's border is on both sides of the rim and counts as none.
/// </remarks>
static class RimGuard
{
    const int Edge = 2; // pixels beside the hole that are the object's, where any are
    const int Rim = 4; // pixels beside the hole that may be
    const int Gap = 7; // to where the surroundings begin: in between, pixels may be of both
    const int Surroundings = 12; // to where they end
    const int Window = 12; // pixels to each side along which colors are compared
    const int Blend = 2; // pixels beside a foreign one in which it is blended with what lies beside it
    const int Stride = 2; // of the pixels of a window that are looked at
    const int Least = 8; // of them in each band, for a mean to say something
    const float Deviations = 1.3f; // of the surroundings' colors, by which the rim's differ
    const float Share = .97f; // of the edge's pixels in a window that must be foreign for any to count
    const float Offset = 10; // levels of 255, for surroundings without deviation

    /// <summary>The mask with the rims as holes too; the mask itself where there are none.</summary>
    /// <param name="image">Its holes are not looked at.</param>
    /// <param name="mask">Of its size.</param>
    /// <param name="threads">How many, and until when.</param>
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

    /// <summary>Foreign pixels as holes, with those in which they are blended; null where there are none.</summary>
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

    /// <summary>What lies how far from a hole.</summary>
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

    /// <summary>Thirds of pixels to the nearest hole, 3 a step straight and 4 across, a little more than surroundings reach at
    /// most.</summary>
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

    /// <summary>Whether the edge near a pixel, and the pixel too, have another color than the surroundings.</summary>
    static bool IsForeign(RgbImage image, Band[] bands, int x, int y)
    {
        var (edge, surroundings) = (new Colors(), new Colors());
        ForWindow((i, band) =>
        {
            if (band == Band.Edge)
            {
                edge.Add(At(i));
            }
            else if (band == Band.Surroundings)
            {
                surroundings.Add(At(i));
            }
        });
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
        ForWindow((i, band) => foreign += band == Band.Edge && Vector3.Distance(At(i), surroundings.Mean) > most ? 1 : 0);
        return foreign >= Share * edge.Count;

        Vector3 At(int i) =>
            new(image.Pixels[RgbImage.Channels * i], image.Pixels[RgbImage.Channels * i + 1], image.Pixels[RgbImage.Channels * i + 2]);

        void ForWindow(Action<int, Band> look)
        {
            for (var row = Math.Max(0, y - Window); row <= Math.Min(image.Height - 1, y + Window); row += Stride)
            {
                for (var column = Math.Max(0, x - Window); column <= Math.Min(image.Width - 1, x + Window); column += Stride)
                {
                    var i = row * image.Width + column;
                    look(i, bands[i]);
                }
            }
        }
    }

    enum Band : byte
    {
        None,
        Hole,
        Edge,
        Rim,
        Surroundings,
    }

    /// <summary>Sums of colors and of their squares.</summary>
    struct Colors
    {
        Vector3 sum;
        float squares;

        public int Count { get; private set; }

        public readonly Vector3 Mean => sum / Count;

        /// <summary>Root of the mean squared distance to the mean color.</summary>
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
