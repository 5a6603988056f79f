namespace PConv.MLNet.Inference;

/// <summary>How images are filled in proportion to their holes: in boxes round them, and deep holes coarse to fine.</summary>
/// <remarks>Known pixels stay bit by bit. A box holds whole holes; what is larger than a box is filled in tiles that blend into each
/// other.</remarks>
public sealed record LargeImageOptions
{
    /// <summary>Pixels of the image that a model sees round a hole, as far as there are any; 64 by default. Tiles overlap by twice as
    /// much.</summary>
    public int Margin { get; init; } = 64;

    /// <summary>
    /// Longest side in pixels of what goes through the model at once, 1024 by default: it bounds memory. A model of one size sets its own
    /// bound. An image up to this size goes through whole where boxes would cost more.
    /// </summary>
    public int MaxSide { get; init; } = 1024;

    /// <summary>
    /// How far, in pixels from the nearest known one, a model fills well at once; 32 by default, about as far as the holes that the
    /// built-in model was trained on. Deeper holes are filled at half the size first, where they are half as deep, and so on; then, at each
    /// size, as far as this once more.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Refuses what no plan can be made with.</summary>
    internal void Validate()
    {
        if (Margin < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Margin), $"{nameof(Margin)} is {Margin}, expected 0 or more.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDepth, 1);
        var least = Math.Max(4L * Margin, SizeClasses.Smallest);
        if (MaxSide < least)
        {
            throw new ArgumentException(
                $"{nameof(MaxSide)} is {MaxSide}, expected at least {least}: {SizeClasses.Smallest}, and four times the {nameof(Margin)}.");
        }
    }
}
