using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>How one method gives a hole its value once all nearer ones have theirs.</summary>
interface IMarchingMethod
{
    /// <summary>Planes of its own.</summary>
    int Traits { get; }

    /// <summary>Fills the method's own planes around the holes.</summary>
    void Prepare(MarchingPlanes planes);

    /// <summary>Fills holes, in the order given, and makes each of them known.</summary>
    void Fill(MarchingPlanes planes, ReadOnlySpan<int> holes);
}

/// <summary>Fills holes from the rim inwards, in the order of the fast marching method, with any method's values.</summary>
static class MarchingFill
{
    const int CancelEvery = 1024; // holes
    const byte Gray = 128;

    public const int MaxRadius = 100;

    /// <summary>Refuses a radius that no fill can have.</summary>
    public static int Checked(int radius) => radius is >= 1 and <= MaxRadius
        ? radius
        : throw new ArgumentException(
            $"A radius of {radius} px is not within 1-{MaxRadius}. Take about the width of the holes' strokes, as in 5.");

    /// <summary>Regions of holes are filled side by side; each is filled in one order, so the result never differs.</summary>
    public static RgbImage Inpaint(RgbImage image, Mask mask, MarchingStencil stencil, IMarchingMethod method, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        var result = image.Clone();
        if (mask.HoleCount == image.Size.Area)
        {
            Array.Fill(result.Pixels, Gray);
        }
        else if (mask.HoleCount > 0)
        {
            Parallel.ForEach(HoleRegion.Find(mask, stencil.Reach), new() { CancellationToken = cancel },
                region => Fill(image, mask, region, stencil, method, result, cancel));
        }

        return result;
    }

    static void Fill(RgbImage image, Mask mask, HoleRegion region, MarchingStencil stencil, IMarchingMethod method, RgbImage result,
        CancellationToken cancel)
    {
        using var planes = new MarchingPlanes(image, mask, region, stencil.Reach, method.Traits, cancel);
        method.Prepare(planes);
        for (var holes = planes.Holes; holes.Length > 0; holes = holes[Math.Min(CancelEvery, holes.Length)..])
        {
            cancel.ThrowIfCancellationRequested();
            method.Fill(planes, holes[..Math.Min(CancelEvery, holes.Length)]);
        }

        planes.Write(result);
    }
}
