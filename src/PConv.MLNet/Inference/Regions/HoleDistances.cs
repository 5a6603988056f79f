using System.Buffers;
using System.Numerics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Distances of hole pixels to the nearest known pixel: steps of 1 and, diagonally, 4/3 (the chamfer distance 3-4, Borgefors
/// 1986).</summary>
sealed class HoleDistances : IDisposable
{
    const int Straight = 3; // a step along rows or columns, in thirds of a pixel
    const int Diagonal = 4;
    const int Unknown = ushort.MaxValue; // no known pixel found yet; also the largest distance that can be represented

    readonly ushort[] thirds;
    readonly PixelBox box;

    HoleDistances(PixelBox box) => (this.box, thirds) = (box, ArrayPool<ushort>.Shared.Rent(box.Width * box.Height));

    /// <summary>The largest depth in pixels; <see cref="int.MaxValue"/> if there is no known pixel.</summary>
    public int Deepest { get; private set; }

    /// <summary>Whether there is a known pixel to measure from.</summary>
    public bool IsKnown => Deepest < int.MaxValue;

    /// <summary>Measures holes in two passes.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="holes">The box to measure in; pixels more than one pixel outside of it are not read.</param>
    public static HoleDistances Measure(Mask mask, PixelBox holes)
    {
        var depth = new HoleDistances(holes.Inflate(1, mask.Size));
        depth.Measure(mask);
        return depth;
    }

    /// <summary>Converts pixels to the units of <see cref="Row"/>.</summary>
    public static int Thirds(int pixels) => (int)Math.Min((long)Straight * pixels, Unknown);

    /// <summary>Depths of a part of a row in thirds of a pixel; 0 for known pixels.</summary>
    public ReadOnlySpan<ushort> Row(int left, int right, int y) => thirds.AsSpan((y - box.Top) * box.Width + left - box.Left, right - left);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<ushort>.Shared.Return(thirds);

    void Measure(Mask mask)
    {
        for (var y = 0; y < box.Height; y++)
        {
            var valid = mask.Valid.Slice((box.Top + y) * mask.Width + box.Left, box.Width);
            var row = thirds.AsSpan(y * box.Width, box.Width);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (ushort)(valid[x] - 1); // 0, or Unknown in holes
            }

            Relax(row, y > 0 ? thirds.AsSpan((y - 1) * box.Width, box.Width) : []);
        }

        var deepest = 0;
        for (var y = box.Height - 1; y >= 0; y--)
        {
            var row = thirds.AsSpan(y * box.Width, box.Width);
            Relax(row, y < box.Height - 1 ? thirds.AsSpan((y + 1) * box.Width, box.Width) : []);
            foreach (var value in row)
            {
                deepest = Math.Max(deepest, value);
            }
        }

        Deepest = deepest == Unknown ? int.MaxValue : (deepest + Straight - 1) / Straight;
    }

    /// <summary>Propagates distances to a row from an adjacent row, and within the row from both sides.</summary>
    static void Relax(Span<ushort> row, ReadOnlySpan<ushort> beside)
    {
        var first = row.IndexOfAnyExcept((ushort)0);
        if (first < 0)
        {
            return;
        }

        if (beside.Length > 0)
        {
            Reach(row, beside, Straight);
            Reach(row[1..], beside[..^1], Diagonal);
            Reach(row[..^1], beside[1..], Diagonal);
        }

        for (int x = first, end; x < row.Length; x = end) // each run of hole pixels between known ones
        {
            var length = row[x..].IndexOf((ushort)0);
            end = length < 0 ? row.Length : x + length;
            Spread(row, x, end);
            var next = row[end..].IndexOfAnyExcept((ushort)0);
            end = next < 0 ? row.Length : end + next;
        }
    }

    /// <summary>Propagates distances elementwise from pixels one step away.</summary>
    static void Reach(Span<ushort> row, ReadOnlySpan<ushort> from, int step)
    {
        var (steps, x) = (new Vector<ushort>((ushort)step), 0);
        for (; x <= row.Length - Vector<ushort>.Count; x += Vector<ushort>.Count)
        {
            Vector.Min(new Vector<ushort>(row[x..]), Vector.AddSaturate(new Vector<ushort>(from[x..]), steps)).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] = (ushort)Math.Min(row[x], from[x] + step);
        }
    }

    /// <summary>Propagates distances into a run from both ends.</summary>
    static void Spread(Span<ushort> row, int start, int end)
    {
        for (int x = start, last = start > 0 ? 0 : Unknown; x < end; x++)
        {
            row[x] = (ushort)(last = Math.Min(row[x], last + Straight));
        }

        for (int x = end - 1, last = end < row.Length ? 0 : Unknown; x >= start; x--)
        {
            row[x] = (ushort)(last = Math.Min(row[x], last + Straight));
        }
    }
}
