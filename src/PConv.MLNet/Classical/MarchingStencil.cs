using System.Runtime.Intrinsics;

namespace PConv.MLNet.Classical;

/// <summary>The disc B_ε(p) around a pixel, row by row in groups of eight pixels. Values that depend only on r = p − q are
/// precomputed.</summary>
/// <remarks>Lanes outside the disc, and p itself, are zero and so have no weight.</remarks>
sealed class MarchingStencil
{
    readonly Eight[] eights;

    /// <param name="radius">ε in pixels.</param>
    public MarchingStencil(int radius)
    {
        Radius = radius;
        var eights = new List<Eight>();
        for (var y = -radius; y <= radius; y++)
        {
            var half = (int)Math.Sqrt(radius * radius - y * y);
            for (var x = -half; x <= half; x += Vector256<float>.Count)
            {
                eights.Add(new(x, y, half));
            }
        }

        this.eights = [.. eights];
    }

    /// <summary>ε in pixels.</summary>
    public int Radius { get; }

    /// <summary>Distance in pixels that a fill reads: the disc, plus one for gradients and distances.</summary>
    public int Reach => Radius + 2;

    /// <summary>The pixels of the disc, from the top left.</summary>
    public ReadOnlySpan<Eight> Eights => eights;

    /// <summary>Eight adjacent pixels q.</summary>
    public readonly struct Eight
    {
        /// <param name="x">Column of the first pixel, relative to p.</param>
        /// <param name="y">Row, relative to p.</param>
        /// <param name="half">Last column of the disc in this row.</param>
        public Eight(int x, int y, int half)
        {
            (X, Y) = (x, y);
            var (rx, dst) = (new float[Vector256<float>.Count], new float[Vector256<float>.Count]);
            for (var i = 0; i < rx.Length; i++)
            {
                rx[i] = -(x + i);
                var squared = rx[i] * rx[i] + y * y;
                dst[i] = x + i <= half && squared > 0 ? 1 / squared : 0;
            }

            (Rx, Dst) = (Vector256.Create(rx), Vector256.Create(dst));
            Ry = Vector256.Create((float)-y);
            var length = Vector256.Sqrt(Dst); // 1 / |r|
            (UnitX, UnitY) = (Rx * length, Ry * length);
        }

        /// <summary>Column of the first pixel, relative to p.</summary>
        public int X { get; }

        /// <summary>Row, relative to p.</summary>
        public int Y { get; }

        /// <summary>x of r = p − q in pixels.</summary>
        public Vector256<float> Rx { get; }

        /// <summary>y of r in pixels.</summary>
        public Vector256<float> Ry { get; }

        /// <summary>x of r / |r|.</summary>
        public Vector256<float> UnitX { get; }

        /// <summary>y of r / |r|.</summary>
        public Vector256<float> UnitY { get; }

        /// <summary>1 / |r|², 0 outside the disc.</summary>
        public Vector256<float> Dst { get; }
    }
}
