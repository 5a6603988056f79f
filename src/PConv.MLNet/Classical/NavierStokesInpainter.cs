using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes from their rims inwards. Each pixel is a weighted mean of the known pixels around it; pixels whose isophotes pass
/// through it weigh most.</summary>
/// <remarks>
/// Based on M. Bertalmio, A. Bertozzi and G. Sapiro, <i>Navier-Stokes, Fluid Dynamics, and Image and Video Inpainting</i>, CVPR 2001:
/// brightness is transported along isophotes, ∇⊥I, as a fluid transports vorticity along its stream. Like OpenCV's <c>INPAINT_NS</c>, it
/// replaces their diffusion in time by one fast march. The direction comes from the structure tensor over the three channels, with trace 1,
/// and is propagated into the hole with the colors. Run time is proportional to the hole area; distant holes are filled in parallel.
/// </remarks>
sealed class NavierStokesInpainter : IInpainter, IMarchingMethod
{
    const float LeastDir = .02f; // minimum across isophotes: every known pixel has weight; with cos⁸ best on photographs

    readonly MarchingStencil stencil;

    /// <summary>Validates the options.</summary>
    /// <param name="options">Default: a radius of 5 pixels.</param>
    /// <exception cref="ArgumentException">The radius is not within 1-100.</exception>
    public NavierStokesInpainter(NavierStokesOptions? options = null) => stencil = new(MarchingFill.Checked((options ?? new()).Radius));

    /// <summary>Fills the holes; known pixels stay bit-identical. An image without known pixels becomes mid-gray, 128.</summary>
    /// <exception cref="ArgumentException">The mask and the image differ in size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) =>
        MarchingFill.Inpaint(image, mask, stencil, this, cancel);

    /// <summary>J_xx and J_xy of the structure tensor J = Σ ∇I ∇Iᵀ / Σ |∇I|²; J_yy = 1 − J_xx.</summary>
    int IMarchingMethod.Traits => 2;

    void IMarchingMethod.Prepare(MarchingPlanes planes)
    {
        foreach (var cell in planes.Near)
        {
            var (xx, xy, yy) = (0f, 0f, 0f);
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                var (dx, dy) = (Slope(planes, planes.Color(c), cell, 1), Slope(planes, planes.Color(c), cell, planes.Width));
                (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
            }

            var isFlat = xx + yy == 0; // no dominant direction
            planes.Trait(0)[cell] = isFlat ? .5f : xx / (xx + yy);
            planes.Trait(1)[cell] = isFlat ? 0 : xy / (xx + yy);
        }
    }

    void IMarchingMethod.Fill(MarchingPlanes planes, ReadOnlySpan<int> holes)
    {
        var width = planes.Width;
        var distances = planes.Distances;
        ref var known = ref MemoryMarshal.GetReference(planes.KnownDistances);
        ref var red = ref MemoryMarshal.GetReference(planes.Color(0));
        ref var green = ref MemoryMarshal.GetReference(planes.Color(1));
        ref var blue = ref MemoryMarshal.GetReference(planes.Color(2));
        ref var tensorXX = ref MemoryMarshal.GetReference(planes.Trait(0));
        ref var tensorXY = ref MemoryMarshal.GetReference(planes.Trait(1));
        var (one, least) = (Vector256<float>.One, Vector256.Create(LeastDir));
        foreach (var p in holes)
        {
            var here = Vector256.Create(distances[p]);
            var (weights, sumRed, sumGreen, sumBlue) =
                (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var (sumXX, sumXY) = (Vector256<float>.Zero, Vector256<float>.Zero);
            foreach (ref readonly var q in stencil.Eights)
            {
                var at = (nuint)(p + q.Y * width + q.X);
                var (xx, xy) = (Vector256.LoadUnsafe(ref tensorXX, at), Vector256.LoadUnsafe(ref tensorXY, at));
                var (squareX, product, squareY) = (q.UnitX * q.UnitX, q.UnitX * q.UnitY, q.UnitY * q.UnitY);
                // 1 − rᵀJr / |r|²: cos² of the angle between r and ∇⊥I(q)
                var along = squareX - xx * (squareX - squareY) - (xy + xy) * product;
                along *= along;
                var dir = Vector256.Max(along * along, least);
                var lev = one / (one + Vector256.Abs(Vector256.LoadUnsafe(ref known, at) - here));
                var w = dir * q.Dst * lev;
                weights += w;
                sumRed += w * Vector256.LoadUnsafe(ref red, at);
                sumGreen += w * Vector256.LoadUnsafe(ref green, at);
                sumBlue += w * Vector256.LoadUnsafe(ref blue, at);
                sumXX += w * xx;
                sumXY += w * xy;
            }

            var sum = Vector256.Sum(weights);
            planes.Color(0)[p] = Vector256.Sum(sumRed) / sum;
            planes.Color(1)[p] = Vector256.Sum(sumGreen) / sum;
            planes.Color(2)[p] = Vector256.Sum(sumBlue) / sum;
            planes.Trait(0)[p] = Vector256.Sum(sumXX) / sum;
            planes.Trait(1)[p] = Vector256.Sum(sumXY) / sum;
            planes.KnownDistances[p] = distances[p];
        }
    }

    /// <summary>Derivative of a channel towards the next cell; one-sided where the other neighbor is unknown.</summary>
    static float Slope(MarchingPlanes planes, ReadOnlySpan<float> color, int cell, int step) =>
        (planes.IsKnown(cell - step), planes.IsKnown(cell + step)) switch
    {
        (true, true) => (color[cell + step] - color[cell - step]) / 2,
        (true, false) => color[cell] - color[cell - step],
        (false, true) => color[cell + step] - color[cell],
        _ => 0,
    };
}
