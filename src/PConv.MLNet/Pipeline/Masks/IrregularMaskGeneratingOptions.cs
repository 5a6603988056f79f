using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>The masks that <c>mlContext.Transforms.GenerateIrregularMasks</c> draws.</summary>
public sealed record IrregularMaskGeneratingOptions
{
    /// <summary>What the masks look like; the paper's class (0.2, 0.3], holes anywhere, by default. Their size counts only without an image
    /// column, which gives it otherwise.</summary>
    public IrregularMaskOptions Masks { get; init; } = new();

    /// <summary>Seed of the masks. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>What white means; the hole by default.</summary>
    public MaskPolarity Polarity { get; init; } = MaskPolarity.WhiteIsHole;

    /// <summary>The size of the masks where no image gives it.</summary>
    internal ImageSize Size => new(Masks.Width, Masks.Height);

    /// <summary>The masks of images of one size.</summary>
    /// <exception cref="ArgumentException">No such mask fits the size; the message says what to change.</exception>
    internal IrregularMaskGenerator For(ImageSize size) => new(Masks with { Width = size.Width, Height = size.Height }, Seed);

    internal void Validate(string? imageColumnName)
    {
        ArgumentNullException.ThrowIfNull(Masks);
        For(imageColumnName is null ? Size : Largest); // what does not fit the largest image fits none
    }

    static ImageSize Largest { get; } = new((int)Math.Sqrt(ImageFile.MaxPixels), (int)Math.Sqrt(ImageFile.MaxPixels));
}
