using System.Numerics;
using System.Runtime.Intrinsics;

namespace Net8;

/// <summary>What the base library has from .NET 9 on, under the same names.</summary>
static class Later
{
    public static IEnumerable<(int Index, T Item)> Index<T>(this IEnumerable<T> items) => items.Select((item, i) => (i, item));

    /// <summary>The compiler would take that of spans, which reverses the array itself.</summary>
    public static IEnumerable<T> Reverse<T>(this T[] items) => Enumerable.Reverse(items);

    extension(Convert)
    {
        public static string ToHexStringLower(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
    }

    extension(Vector)
    {
        public static Vector<ushort> AddSaturate(Vector<ushort> a, Vector<ushort> b) => (a + b) | Vector.LessThan(a + b, a);
    }

    extension(Vector256<byte>)
    {
        public static Vector256<byte> Indices => Vector256.Create(
            (byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    }
}
