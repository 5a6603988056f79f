using System.Numerics;

namespace PConv.MLNet.Core;

/// <summary>Rewrites rows of a PNG picture as differences from their neighbours, which compress better (PNG, third edition: section 9.2).</summary>
/// <param name="length">Bytes of a row.</param>
sealed class PngFilter(int length)
{
    const byte None = 0, Sub = 1, Up = 2, Average = 3;

    readonly byte[][] candidates = [Candidate(None, length), Candidate(Sub, length), Candidate(Up, length), Candidate(Average, length)];

    /// <summary>A row by the filter that leaves least, the sum of its bytes' magnitudes (section 12.7), with the filter's number in front.</summary>
    /// <param name="row">The row, interleaved R, G, B.</param>
    /// <param name="above">The row above it; zeros above the first.</param>
    /// <returns>length + 1 bytes, valid until the next call.</returns>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above)
    {
        Span<byte> left = candidates[Average].AsSpan(1); // for a while: the row, one pixel to the right
        left[..RgbImage.Channels].Clear();
        row[..^RgbImage.Channels].CopyTo(left[RgbImage.Channels..]);
        row.CopyTo(candidates[None].AsSpan(1));
        Subtract(row, left, candidates[Sub].AsSpan(1));
        Subtract(row, above, candidates[Up].AsSpan(1));
        Mean(left, above);
        Subtract(row, left, left);
        return candidates.MinBy(candidate => Magnitude(candidate.AsSpan(1)));
    }

    static byte[] Candidate(byte filter, int length)
    {
        var row = new byte[length + 1];
        row[0] = filter;
        return row;
    }

    /// <summary>Differences modulo 256.</summary>
    static void Subtract(ReadOnlySpan<byte> row, ReadOnlySpan<byte> expected, Span<byte> differences)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(row[i..]) - new Vector<byte>(expected[i..])).CopyTo(differences[i..]);
        }

        for (; i < row.Length; i++)
        {
            differences[i] = (byte)(row[i] - expected[i]);
        }
    }

    /// <summary>The mean of both, rounded down, in place of the first.</summary>
    static void Mean(Span<byte> left, ReadOnlySpan<byte> above)
    {
        var i = 0;
        for (; i <= left.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var (a, b) = (new Vector<byte>(left[i..]), new Vector<byte>(above[i..]));
            ((a & b) + ((a ^ b) >> 1)).CopyTo(left[i..]);
        }

        for (; i < left.Length; i++)
        {
            left[i] = (byte)(left[i] + above[i] >> 1);
        }
    }

    /// <summary>Bytes from 128 on count as negative.</summary>
    static long Magnitude(ReadOnlySpan<byte> differences)
    {
        var (sum, i) = (0L, 0);
        for (; i <= differences.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var values = new Vector<byte>(differences[i..]);
            Vector.Widen(Vector.Min(values, Vector<byte>.Zero - values), out var low, out var high);
            sum += Vector.Sum(low + high);
        }

        for (; i < differences.Length; i++)
        {
            sum += Math.Min(differences[i], 256 - differences[i]);
        }

        return sum;
    }
}
