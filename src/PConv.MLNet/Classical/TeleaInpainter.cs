using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes from their rims inwards. Each pixel is a weighted mean of the known pixels around it (Telea's method).</summary>
/// <remarks>
/// A. Telea, <i>An Image Inpainting Technique Based on the Fast Marching Method</i>, Journal of Graphics Tools 9(1), 2004: weights w = dir
/// · dst · lev. Two changes avoid the paper's overshoot in wide holes of photographs: gradients are taken from known pixels only and
/// weighted by one half, and dir is at least one half, so that a direction is preferred but not enforced. Run time is proportional to the
/// hole area; distant holes are filled in parallel.
/// </remarks>
sealed class TeleaInpainter : IInpainter, IMarchingMethod
{
    const float GradientShare = .5f; // of eq. (1)'s second term: both higher and lower values reduce PSNR
    const float LeastDir = .5f;

    readonly MarchingStencil stencil;

    /// <summary>Validates the options.</summary>
    /// <param name="options">Default: a radius of 5 pixels.</param>
    /// <exception cref="ArgumentException">The radius is not within 1-100.</exception>
    public TeleaInpainter(TeleaOptions? options = null) => stencil = new(MarchingFill.Checked((options ?? new()).Radius));

    /// <summary>Fills the holes; known pixels stay bit-identical. An image without known pixels becomes mid-gray, 128.</summary>
    /// <exception cref="ArgumentException">The mask and the image differ in size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) =>
        MarchingFill.Inpaint(image, mask, stencil, this, cancel);

    /// <summary>∂I/∂x and ∂I/∂y of each channel.</summary>
    int IMarchingMethod.Traits => 2 * RgbImage.Channels;

    void IMarchingMethod.Prepare(MarchingPlanes planes)
    {
        var width = planes.Width;
        foreach (var cell in planes.Near)
        {
            if (planes.IsKnown(cell - 1) && planes.IsKnown(cell + 1) && planes.IsKnown(cell - width) && planes.IsKnown(cell + width))
            {
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    var color = planes.Color(c);
                    planes.Trait(2 * c)[cell] = GradientShare * (color[cell + 1] - color[cell - 1]) / 2;
                    planes.Trait(2 * c + 1)[cell] = GradientShare * (color[cell + width] - color[cell - width]) / 2;
                }
            }
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
        ref var redX = ref MemoryMarshal.GetReference(planes.Trait(0));
        ref var redY = ref MemoryMarshal.GetReference(planes.Trait(1));
        ref var greenX = ref MemoryMarshal.GetReference(planes.Trait(2));
        ref var greenY = ref MemoryMarshal.GetReference(planes.Trait(3));
        ref var blueX = ref MemoryMarshal.GetReference(planes.Trait(4));
        ref var blueY = ref MemoryMarshal.GetReference(planes.Trait(5));
        var (one, least) = (Vector256<float>.One, Vector256.Create(LeastDir));
        foreach (var p in holes)
        {
            var t = distances[p];
            var here = Vector256.Create(t);
            var normalX = Vector256.Create(Slope(distances[p - 1], t, distances[p + 1])); // N = ∇T
            var normalY = Vector256.Create(Slope(distances[p - width], t, distances[p + width]));
            var hasGradients = t <= stencil.Radius + 1; // deeper in the hole, no known pixel is within the disc
            var (weights, sumRed, sumGreen, sumBlue) =
                (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            foreach (ref readonly var q in stencil.Eights)
            {
                var at = (nuint)(p + q.Y * width + q.X);
                var dir = Vector256.Max(Vector256.Abs(q.UnitX * normalX + q.UnitY * normalY), least);
                var lev = one / (one + Vector256.Abs(Vector256.LoadUnsafe(ref known, at) - here));
                var w = dir * q.Dst * lev;
                var (r, g, b) =
                    (Vector256.LoadUnsafe(ref red, at), Vector256.LoadUnsafe(ref green, at), Vector256.LoadUnsafe(ref blue, at));
                if (hasGradients)
                {
                    // eq. (1): I(q) + ∇I(q) (p − q)
                    r += Vector256.LoadUnsafe(ref redX, at) * q.Rx + Vector256.LoadUnsafe(ref redY, at) * q.Ry;
                    g += Vector256.LoadUnsafe(ref greenX, at) * q.Rx + Vector256.LoadUnsafe(ref greenY, at) * q.Ry;
                    b += Vector256.LoadUnsafe(ref blueX, at) * q.Rx + Vector256.LoadUnsafe(ref blueY, at) * q.Ry;
                }

                weights += w;
                sumRed += w * r;
                sumGreen += w * g;
                sumBlue += w * b;
            }

            var sum = Vector256.Sum(weights);
            planes.Color(0)[p] = Math.Clamp(Vector256.Sum(sumRed) / sum, 0, 255); // eq. (2)
            planes.Color(1)[p] = Math.Clamp(Vector256.Sum(sumGreen) / sum, 0, 255);
            planes.Color(2)[p] = Math.Clamp(Vector256.Sum(sumBlue) / sum, 0, 255);
            planes.KnownDistances[p] = t;
        }
    }

    /// <summary>Derivative at a cell between two neighbors; neighbors outside the image are infinite.</summary>
    static float Slope(float before, float here, float after) =>
        float.IsFinite(before) && float.IsFinite(after) ? (after - before) / 2 : float.IsFinite(after) ? after - here
        : float.IsFinite(before) ? here - before : 0;
}
