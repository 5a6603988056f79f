using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Depth of hole pixels, and depth of the hole around each of them.</summary>
/// <remarks>Depth: steps to the nearest known pixel, 1 straight and √2 diagonal. Ridge: the largest depth of any pixel whose disk of that
/// radius covers the pixel.</remarks>
sealed class HoleRidge
{
    const float Diagonal = 1.41421356f;
    const float Far = 1e6f;

    readonly int width, height;
    readonly int[] holes; // ascending
    readonly int[] nearest; // per pixel: the center of the largest disk found

    HoleRidge(Mask mask, bool withRidges)
    {
        (width, height) = (mask.Width, mask.Height);
        (Depth, nearest) = (new float[width * height], new int[width * height]);
        holes = Find(mask);
        foreach (var i in holes)
        {
            (Depth[i], nearest[i]) = (Far, i);
        }

        Scan(ofRidges: false);
        if (withRidges)
        {
            Scan(ofRidges: true);
        }
    }

    /// <summary>float [H, W], 0 where known; <see cref="Far"/> if no pixel is known.</summary>
    public float[] Depth { get; }

    /// <summary>Depth of the deepest pixel; 0 without holes.</summary>
    public float Deepest => holes.Length == 0 ? 0 : holes.Max(i => Depth[i]);

    /// <summary>Indices of the hole pixels, row-major, ascending.</summary>
    public ReadOnlySpan<int> Holes => holes;

    public static HoleRidge Create(Mask mask) => new(mask, withRidges: true);

    /// <summary>Computes depths only: every pixel's ridge is its own depth.</summary>
    public static HoleRidge DepthsOf(Mask mask) => new(mask, withRidges: false);

    /// <summary>Depth of the hole around a hole pixel.</summary>
    public float RidgeAt(int pixel) => Depth[nearest[pixel]];

    static int[] Find(Mask mask)
    {
        var found = new int[mask.HoleCount];
        for (int i = 0, n = 0; n < found.Length; i++)
        {
            i += mask.Valid[i..].IndexOf((byte)0);
            found[n++] = i;
        }

        return found;
    }

    /// <summary>Propagates values from neighbors to every hole pixel: first from those before it in reading order, then, backward, from
    /// those after it.</summary>
    void Scan(bool ofRidges)
    {
        foreach (var i in holes)
        {
            Take(i, -1, ofRidges);
        }

        for (var n = holes.Length - 1; n >= 0; n--)
        {
            Take(holes[n], 1, ofRidges);
        }
    }

    void Take(int i, int way, bool ofRidges)
    {
        var (x, y) = (i % width, i / width);
        var row = i + way * width;
        var hasRow = y + way >= 0 && y + way < height;
        From(i + way, 1, x + way >= 0 && x + way < width);
        From(row, 1, hasRow);
        From(row - 1, Diagonal, hasRow && x > 0);
        From(row + 1, Diagonal, hasRow && x < width - 1);

        void From(int neighbor, float step, bool isThere)
        {
            if (isThere && ofRidges)
            {
                Deeper(i, neighbor);
            }
            else if (isThere)
            {
                Depth[i] = Math.Min(Depth[i], Depth[neighbor] + step);
            }
        }
    }

    void Deeper(int pixel, int neighbor)
    {
        var middle = nearest[neighbor];
        if (Depth[neighbor] == 0 || Depth[middle] <= Depth[nearest[pixel]])
        {
            return;
        }

        var (dx, dy) = (pixel % width - middle % width, pixel / width - middle / width);
        var radius = Depth[middle] + 1;
        if (dx * dx + dy * dy <= radius * radius)
        {
            nearest[pixel] = middle;
        }
    }
}
