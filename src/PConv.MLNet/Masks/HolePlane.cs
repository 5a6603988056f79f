using System.Buffers.Binary;
using System.Numerics;
using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>A plane with one bit per pixel, set = hole, processed 64 pixels at a time.</summary>
/// <remarks>Rows start at whole words, with the leftmost pixel in the lowest bit; bits after a row's last pixel are never set.</remarks>
sealed class HolePlane
{
    const int WordBits = 64;

    readonly ulong[] words;
    readonly int stride; // words per row

    public HolePlane(ImageSize size)
    {
        Size = size;
        stride = (size.Width + WordBits - 1) / WordBits;
        words = new ulong[stride * size.Height];
    }

    public ImageSize Size { get; }

    /// <summary>Number of hole pixels.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes in memory.</summary>
    public long Bytes => sizeof(ulong) * (long)words.Length;

    /// <summary>Whether a pixel is a hole.</summary>
    public bool this[int x, int y] => (words[y * stride + x / WordBits] >> x % WordBits & 1) != 0;

    public static HolePlane From(Mask mask)
    {
        var plane = new HolePlane(mask.Size);
        for (var y = 0; y < mask.Height; y++)
        {
            var valid = mask.Valid.Slice(y * mask.Width, mask.Width);
            for (var x = 0; x < valid.Length; x++)
            {
                plane.words[y * plane.stride + x / WordBits] |= (ulong)(1 - valid[x]) << x % WordBits;
            }
        }

        return plane.Counted();
    }

    public Mask ToMask()
    {
        const ulong Lanes = 0x0101010101010101;
        Span<byte> bytes = stackalloc byte[8];
        var valid = new byte[Size.Area];
        for (var y = 0; y < Size.Height; y++)
        {
            var row = valid.AsSpan(y * Size.Width, Size.Width);
            for (var x = 0; x < row.Length; x += 8)
            {
                var eight = ~words[y * stride + x / WordBits] >> x % WordBits & 0xFF;
                // bit i alone in byte i, then 1 in every byte that is not 0
                eight = (eight * Lanes & 0x8040201008040201) + 0x7F * Lanes >> 7 & Lanes;
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, eight);
                bytes[..Math.Min(8, row.Length - x)].CopyTo(row[x..]);
            }
        }

        return Mask.FromValid(Size, valid);
    }

    /// <summary>Turns at most <paramref name="most"/> valid pixels into holes, from column <paramref name="first"/> to
    /// <paramref name="last"/> of a row, starting at the left; returns their number.</summary>
    public int Fill(int row, int first, int last, int most)
    {
        if (first > last)
        {
            return 0;
        }

        var (from, to) = (row * stride + (int)((uint)first / WordBits), row * stride + (int)((uint)last / WordBits));
        var filled = 0;
        for (var i = from; i <= to && filled < most; i++)
        {
            var span = i == from ? ulong.MaxValue << first : ulong.MaxValue; // shifts count modulo 64
            span &= i == to ? ulong.MaxValue >> ~last : ulong.MaxValue;
            span &= ~words[i];
            filled += span == 0 ? 0 : Take(ref words[i], span, most - filled);
        }

        Count += filled;
        return filled;
    }

    /// <summary>Adds at most <paramref name="most"/> holes of another plane, which must not overlap this one's, from a row to the bottom
    /// and then from the top.</summary>
    public void Add(HolePlane other, int fromRow, int most) => Count += TakeFrom(other, fromRow, most, (i, taken) => words[i] |= taken);

    /// <summary>Closes at most <paramref name="most"/> holes of another plane, which must be a subset of this one's, from a row to the
    /// bottom and then from the top.</summary>
    public void Remove(HolePlane other, int fromRow, int most) => Count -= TakeFrom(other, fromRow, most, (i, taken) => words[i] &= ~taken);

    /// <summary>The holes that are not in another plane.</summary>
    public HolePlane Except(HolePlane other) => Combined((i, _) => words[i] & ~other.words[i]);

    /// <summary>The holes at least <paramref name="border"/> pixels from every edge.</summary>
    public HolePlane Inside(int border)
    {
        var inner = new HolePlane(Size);
        for (var y = border; y < Size.Height - border; y++)
        {
            inner.Fill(y, border, Size.Width - 1 - border, int.MaxValue);
        }

        return Combined((i, _) => words[i] & inner.words[i]);
    }

    /// <summary>Dilates holes by one pixel, with the four neighbors or all eight. Alternating the two gives octagons.</summary>
    public HolePlane Dilated(bool eight)
    {
        var wide = Combined((i, x) => words[i] | words[i] << 1 | words[i] >> 1
            | (x > 0 ? words[i - 1] >> WordBits - 1 : 0) | (x < stride - 1 ? words[i + 1] << WordBits - 1 : 0));
        var beside = eight ? wide : this;
        return Combined((i, _) =>
            wide.words[i] | (i >= stride ? beside.words[i - stride] : 0) | (i + stride < words.Length ? beside.words[i + stride] : 0));
    }

    /// <summary>Erodes holes by one pixel; pixels beyond the edges do not erode.</summary>
    public HolePlane Eroded(bool eight) => Inverse().Dilated(eight).Inverse();

    /// <summary>Resamples this plane by nearest neighbor; pixels beyond the edges are valid.</summary>
    /// <param name="size">Size of the result.</param>
    /// <param name="map">Maps its pixels to this plane.</param>
    public HolePlane Resampled(ImageSize size, in AffineMap map)
    {
        const double Fraction = 1L << 32; // steps are added in fixed point with 32 fractional bits
        var result = new HolePlane(size);
        var (stepX, stepY) = ((long)Math.Round(map.StepX * Fraction), (long)Math.Round(map.StepY * Fraction));
        for (var y = 0; y < size.Height; y++)
        {
            var (startX, startY) = map.Create(0, y);
            var (atX, atY) = ((long)Math.Round(startX * Fraction), (long)Math.Round(startY * Fraction));
            for (var x = 0; x < size.Width; x++, atX += stepX, atY += stepY)
            {
                var (column, row) = ((uint)(atX >> 32), (uint)(atY >> 32)); // negative numbers become larger than any size
                if (column < (uint)Size.Width && row < (uint)Size.Height)
                {
                    result.words[y * result.stride
                        + (int)((uint)x / WordBits)] |= (words[(int)row * stride + (int)(column / WordBits)] >> (int)column & 1) << x;
                }
            }
        }

        return result.Counted();
    }

    HolePlane Inverse() => Combined((i, _) => ~words[i]);

    /// <summary>Builds a plane of this size word by word, from the word's index and its column.</summary>
    HolePlane Combined(Func<int, int, ulong> word)
    {
        var result = new HolePlane(Size);
        var last = ulong.MaxValue >> stride * WordBits - Size.Width;
        for (int y = 0, i = 0; y < Size.Height; y++)
        {
            for (var x = 0; x < stride; x++, i++)
            {
                result.words[i] = word(i, x) & (x == stride - 1 ? last : ulong.MaxValue);
            }
        }

        return result.Counted();
    }

    int TakeFrom(HolePlane other, int fromRow, int most, Action<int, ulong> put)
    {
        var total = 0;
        for (var k = 0; k < words.Length && total < most; k++)
        {
            var i = (fromRow * stride + k) % words.Length;
            var taken = 0UL;
            total += Take(ref taken, other.words[i], most - total);
            put(i, taken);
        }

        return total;
    }

    /// <summary>Sets at most <paramref name="most"/> of the bits of <paramref name="from"/>, lowest first; returns their number.</summary>
    static int Take(ref ulong word, ulong from, int most)
    {
        var count = BitOperations.PopCount(from);
        if (count <= most)
        {
            word |= from;
            return count;
        }

        for (var i = 0; i < most; i++, from &= from - 1)
        {
            word |= from & ~(from - 1);
        }

        return most;
    }

    HolePlane Counted()
    {
        Count = 0;
        foreach (var word in words)
        {
            Count += BitOperations.PopCount(word);
        }

        return this;
    }
}
