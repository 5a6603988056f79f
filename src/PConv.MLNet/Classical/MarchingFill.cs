using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Computes the value of a hole pixel after all nearer ones have been filled.</summary>
interface IMarchingMethod
{
    /// <summary>Number of extra planes the method needs.</summary>
    int Traits { get; }

    /// <summary>Initializes the method's extra planes around the holes.</summary>
    void Prepare(MarchingPlanes planes);

    /// <summary>Fills the hole pixels in the given order and marks each as known.</summary>
    void Fill(MarchingPlanes planes, ReadOnlySpan<int> holes);
}

/// <summary>Fills holes from the rim inwards in fast marching order, with the values of a given method.</summary>
static class MarchingFill
{
    const int CancelEvery = 1024; // hole pixels
    const byte Gray = 128;

    public const int MaxRadius = 100;

    /// <summary>Throws if the radius is out of range.</summary>
    public static int Checked(int radius) => radius is >= 1 and <= MaxRadius
        ? radius
        : throw new ArgumentException(
            $"A radius of {radius} px is not within 1-{MaxRadius}. Take about the width of the holes' strokes, as in 5.");

    /// <summary>Regions are filled in parallel, each in a fixed order, so the result is deterministic.</summary>
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
