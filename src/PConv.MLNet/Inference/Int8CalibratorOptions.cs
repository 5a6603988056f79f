using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>All options of the calibration of a network.</summary>
sealed record Int8CalibratorOptions
{
    /// <summary>Number of images, chosen by <see cref="Seed"/>; all images if there are fewer. 32 by default.</summary>
    public int Images { get; init; } = 32;

    /// <summary>Side in pixels of the center square to which images are cropped and scaled, 256 by default.</summary>
    public int Size { get; init; } = 256;

    /// <summary>Seed for the choice of images and masks; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Hole ratios of the masks, used in turn; the paper's six buckets by default.</summary>
    public IReadOnlyList<HoleRatioBucket> Ranges { get; init; } = HoleRatioBucket.All;

    /// <summary>Threads of the network; 0, the default, uses one per core.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (Images < 1 || Size < 16)
        {
            throw new ArgumentException(
                $"Calibration on {Images} images of {Size}×{Size} is not possible. Take at least 1 of at least 16×16.");
        }

        if (Ranges.Count == 0)
        {
            throw new ArgumentException("Calibration needs a range of hole ratios. Leave Ranges out for the paper's six buckets.");
        }
    }
}
