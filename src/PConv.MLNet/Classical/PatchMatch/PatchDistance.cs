using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PConv.MLNet.Classical;

/// <summary>Sum of squared differences over R, G and B between two square patches of one level.</summary>
readonly struct PatchDistance
{
    const int Rows = 3; // rows between two checks of the limit

    readonly byte[] colors;
    readonly int rowBytes, patchBytes, size, radius;
    readonly Vector256<byte> tail;

    /// <param name="level">The level; its colors may change between calls.</param>
    /// <param name="size">Side of a patch in pixels, odd. At most 63, so that sums stay within 32 bits.</param>
    public PatchDistance(PatchLevel level, int size)
    {
        (colors, this.size, radius) = (level.Colors, size, size / 2);
        (rowBytes, patchBytes) = (PatchLevel.Stride * level.Width, PatchLevel.Stride * size);
        tail = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)(patchBytes % Vector256<byte>.Count)));
    }

    /// <summary>Returns the distance, or any value of at least <paramref name="limit"/> if the distance is not below it.</summary>
    /// <param name="a">Index of the center pixel of a patch inside the image.</param>
    /// <param name="b">Index of the center pixel of another one.</param>
    /// <param name="limit">Value at which to stop early.</param>
    public int Between(int a, int b, int limit)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(colors);
        var corner = radius * (rowBytes + PatchLevel.Stride);
        ref var rowA = ref Unsafe.Add(ref start, PatchLevel.Stride * a - corner);
        ref var rowB = ref Unsafe.Add(ref start, PatchLevel.Stride * b - corner);
        var sum = 0;
        for (var y = 0; y < size && sum < limit; y += Rows)
        {
            var squares = Vector256<int>.Zero;
            for (var row = Math.Min(Rows, size - y); row > 0; row--)
            {
                squares += Row(ref rowA, ref rowB);
                rowA = ref Unsafe.Add(ref rowA, rowBytes);
                rowB = ref Unsafe.Add(ref rowB, rowBytes);
            }

            sum += Vector256.Sum(squares);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<int> Row(ref byte a, ref byte b)
    {
        var squares = Vector256<int>.Zero;
        var x = 0;
        for (; x + Vector256<byte>.Count <= patchBytes; x += Vector256<byte>.Count)
        {
            squares += Squares(Vector256.LoadUnsafe(ref a, (nuint)x), Vector256.LoadUnsafe(ref b, (nuint)x));
        }

        return squares + Squares(Vector256.LoadUnsafe(ref a, (nuint)x) & tail, Vector256.LoadUnsafe(ref b, (nuint)x) & tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Squares(Vector256<byte> a, Vector256<byte> b)
    {
        var difference = Vector256.Max(a, b) - Vector256.Min(a, b);
        return Squares(Vector256.WidenLower(difference).AsInt16()) + Squares(Vector256.WidenUpper(difference).AsInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Squares(Vector256<short> difference)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.MultiplyAddAdjacent(difference, difference);
        }

        var (low, high) = (Vector256.WidenLower(difference), Vector256.WidenUpper(difference));
        return low * low + high * high;
    }
}
