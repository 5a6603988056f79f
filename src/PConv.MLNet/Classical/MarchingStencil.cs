using System.Runtime.Intrinsics;

namespace PConv.MLNet.Classical;

/// <summary>The disc B_ε(p) around a pixel, row by row in eights: what depends on r = p − q alone is worked out once.</summary>
/// <remarks>Lanes beside the disc, and p itself, have zeros, so they weigh nothing.</remarks>
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

    /// <summary>Pixels beyond which nothing matters to a fill: the disc, and one more for gradients and distances there.</summary>
    public int Reach => Radius + 2;

    /// <summary>The disc, from the top left.</summary>
    public ReadOnlySpan<Eight> Eights => eights;

    /// <summary>Eight pixels q side by side.</summary>
    public readonly struct Eight
    {
        /// <param name="x">Column of the first, from p.</param>
        /// <param name="y">Row, from p.</param>
        /// <param name="half">The last column of the disc in this row.</param>
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

        /// <summary>Column of the first, from p.</summary>
        public int X { get; }

        /// <summary>Row, from p.</summary>
        public int Y { get; }

        /// <summary>Columns of r = p − q in pixels.</summary>
        public Vector256<float> Rx { get; }

        /// <summary>Rows of r.</summary>
        public Vector256<float> Ry { get; }

        /// <summary>Columns of r / |r|.</summary>
        public Vector256<float> UnitX { get; }

        /// <summary>Rows of r / |r|.</summary>
        public Vector256<float> UnitY { get; }

        /// <summary>1 / |r|², 0 outside the disc.</summary>
        public Vector256<float> Dst { get; }
    }
}
