using System.Runtime.CompilerServices;

namespace PConv.MLNet.Classical;

/// <summary>Bilinear interpolation P between cell centers, from a grid to one with cells half as wide, and its transpose.</summary>
/// <remarks>In each direction, a fine cell gets 3/4 from the coarse cell that contains it and 1/4 from the next nearest one. Image borders
/// reflect.</remarks>
static class Transfer
{
    public const float Near = .75f;
    public const float Far = .25f;

    /// <summary>The weight of coarse cell <paramref name="coarse"/> for fine cell <paramref name="fine"/> in one direction.</summary>
    public static float Weight(int fine, int coarse, int coarseCount) =>
        (coarse == fine / 2 ? Near : 0) + (coarse == Neighbor(fine, coarseCount) ? Far : 0);

    /// <summary>plane += Pᵀ v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Restrict(Grid fine, float[] v, CoarseGrid coarse, float[] plane)
    {
        foreach (var run in fine.Holes)
        {
            var (near, far) = (coarse.PlaneRow(run.Y / 2), coarse.PlaneRow(Neighbor(run.Y, coarse.Height)));
            for (var i = 0; i < run.Length; i++)
            {
                var (x, next) = ((run.X + i) / 2, Neighbor(run.X + i, coarse.Width));
                var (a, b) = (Near * v[run.Start + i], Far * v[run.Start + i]);
                plane[near + x] += Near * a;
                plane[near + next] += Near * b;
                plane[far + x] += Far * a;
                plane[far + next] += Far * b;
            }
        }
    }

    /// <summary>v += P plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prolong(CoarseGrid coarse, float[] plane, Grid fine, float[] v)
    {
        foreach (var run in fine.Holes)
        {
            var (near, far) = (coarse.PlaneRow(run.Y / 2), coarse.PlaneRow(Neighbor(run.Y, coarse.Height)));
            for (var i = 0; i < run.Length; i++)
            {
                var (x, next) = ((run.X + i) / 2, Neighbor(run.X + i, coarse.Width));
                v[run.Start + i] += Near * (Near * plane[near + x] + Far * plane[far + x])
                    + Far * (Near * plane[near + next] + Far * plane[far + next]);
            }
        }
    }

    /// <summary>The next nearest coarse cell.</summary>
    public static int Neighbor(int fine, int coarseCount) => Math.Clamp(fine / 2 + (fine % 2 * 2) - 1, 0, coarseCount - 1);
}
