using System.Buffers;
using PConv.MLNet.Core;

namespace PConv.MLNet.Scoring;

/// <summary>How far hole pixels lie from the nearest known one: steps of 1 and, across corners, 4/3 (the chamfer distance 3-4, Borgefors 1986).</summary>
sealed class HoleDepth : IDisposable
{
    const int Straight = 3; // a step along rows or columns, in thirds of a pixel
    const int Diagonal = 4;
    const int Unknown = ushort.MaxValue; // nothing known so far; also the largest distance that is told apart

    readonly ushort[] thirds;
    readonly PixelBox box;

    HoleDepth(PixelBox box) => (this.box, thirds) = (box, ArrayPool<ushort>.Shared.Rent(box.Width * box.Height));

    /// <summary>The largest depth in pixels; <see cref="int.MaxValue"/> where nothing is known.</summary>
    public int Deepest { get; private set; }

    /// <summary>Whether there is a known pixel to measure from.</summary>
    public bool IsKnown => Deepest < int.MaxValue;

    /// <summary>Measures holes in two passes.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="holes">The box to measure in: what lies beyond it and its neighbours is not looked at.</param>
    public static HoleDepth Of(Mask mask, PixelBox holes)
    {
        var depth = new HoleDepth(holes.Inflate(1, mask.Size));
        depth.Measure(mask);
        return depth;
    }

    /// <summary>The depth that <paramref name="pixels"/> stand for in <see cref="Row"/>.</summary>
    public static int Thirds(int pixels) => (int)Math.Min((long)Straight * pixels, Unknown);

    /// <summary>Depths of a part of a row in thirds of a pixel, 0 where it is known.</summary>
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
                row[x] = valid[x] == 1 ? (ushort)0 : (ushort)Unknown;
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

    /// <summary>Lets a row's distances come from the row beside it and from its own pixels, from both sides.</summary>
    static void Relax(Span<ushort> row, ReadOnlySpan<ushort> beside)
    {
        for (var x = row.IndexOfAnyExcept((ushort)0); x >= 0 && x < row.Length; x++)
        {
            if (row[x] == 0)
            {
                continue;
            }

            var least = (int)row[x];
            if (beside.Length > 0)
            {
                least = Math.Min(least, beside[x] + Straight);
                least = x > 0 ? Math.Min(least, beside[x - 1] + Diagonal) : least;
                least = x < row.Length - 1 ? Math.Min(least, beside[x + 1] + Diagonal) : least;
            }

            row[x] = (ushort)(x > 0 ? Math.Min(least, row[x - 1] + Straight) : least);
        }

        for (var x = row.Length - 2; x >= 0; x--)
        {
            row[x] = (ushort)Math.Min(row[x], row[x + 1] + Straight);
        }
    }
}
