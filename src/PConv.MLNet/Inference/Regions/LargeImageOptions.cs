namespace PConv.MLNet.Inference;

/// <summary>Limits work to the holes of an image: holes are filled in boxes around them, and deep holes coarse to fine.</summary>
/// <remarks>Known pixels are preserved exactly. A box contains complete holes; a hole larger than a box is filled in tiles that blend into
/// each other.</remarks>
public sealed record LargeImageOptions
{
    /// <summary>Pixels of context that a model sees around a hole, where the image has them; 64 by default. Tiles overlap by twice this
    /// value.</summary>
    public int Margin { get; init; } = 64;

    /// <summary>
    /// Longest side in pixels of a window that goes through the model, 1024 by default. It bounds memory. A model with a fixed size uses
    /// that size instead. An image up to this size goes through the model as a whole if boxes would cost more.
    /// </summary>
    public int MaxSide { get; init; } = 1024;

    /// <summary>
    /// Largest depth, in pixels from the nearest known pixel, that a model fills well in one pass; 32 by default, about the depth of the
    /// holes that the built-in model was trained on. Deeper holes are first filled at half size, where they are half as deep, recursively;
    /// then, at each size, the rim up to this depth is filled again.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Throws if no plan can be made with these options.</summary>
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
