using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Augmentation of masks as in the paper's training (section 4.2: dilation, rotation and cropping). All steps use nearest
/// neighbor, so masks stay binary.</summary>
public sealed record MaskAugmentation
{
    /// <summary>Maximum rotation in degrees in either direction, [0, 180]; 180 (any angle) by default.</summary>
    public double MaxRotation { get; init; } = 180;

    /// <summary>Whether half of the masks are mirrored; true by default.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Maximum zoom, at least 1: the crop's sides are at least one over this of the original's. 2 by default.</summary>
    public double MaxZoom { get; init; } = 2;

    /// <summary>Maximum distance by which holes grow or shrink, relative to the shorter side, [0, 0.5]; 0.02 by default, 10 px of
    /// 512.</summary>
    public double MaxDilation { get; init; } = .02;

    /// <summary>Crops a random part of a plane, rotates and mirrors it at random, and scales it to a size.</summary>
    internal HolePlane Crop(HolePlane plane, ImageSize size, Random random)
    {
        var scale = AffineMap.LargestScale(plane.Size, size) * Math.Pow(MaxZoom, -random.NextDouble());
        var (spareX, spareY) = (plane.Size.Width - scale * size.Width, plane.Size.Height - scale * size.Height);
        var middle =
            (plane.Size.Width / 2.0 + spareX * (random.NextDouble() - .5), plane.Size.Height / 2.0 + spareY * (random.NextDouble() - .5));
        var angle = (2 * random.NextDouble() - 1) * MaxRotation * Math.PI / 180;
        return plane.Resampled(size, AffineMap.Create(middle, size, scale, angle, random.NextDouble() < .5 && Flip));
    }

    /// <summary>Grows or shrinks the holes by up to a number of pixels, but never removes all of them.</summary>
    internal HolePlane Dilate(HolePlane plane, int most, Random random)
    {
        var rings = (int)Math.Round(Math.Min(plane.Size.Width, plane.Size.Height) * MaxDilation * (2 * random.NextDouble() - 1));
        for (var ring = 0; ring < Math.Abs(rings); ring++)
        {
            var next = rings > 0 ? plane.Dilated(ring % 2 == 1) : plane.Eroded(ring % 2 == 1);
            if (next.Count == 0 || next.Count > most)
            {
                break;
            }

            plane = next;
        }

        return plane;
    }

    internal void Validate()
    {
        if (!(MaxRotation is >= 0 and <= 180))
        {
            throw new ArgumentException($"MaxRotation is {MaxRotation}, expected degrees from 0 to 180.");
        }

        if (!(MaxZoom >= 1 && double.IsFinite(MaxZoom)))
        {
            throw new ArgumentException($"MaxZoom is {MaxZoom}, expected at least 1, which cuts nothing off.");
        }

        if (!(MaxDilation is >= 0 and <= .5))
        {
            throw new ArgumentException($"MaxDilation is {MaxDilation}, expected a share of the shorter side from 0 to 0.5.");
        }
    }
}
