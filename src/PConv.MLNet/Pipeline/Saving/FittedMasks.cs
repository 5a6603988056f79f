using System.Text.Json;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>What a transformer that draws masks knows, and saves.</summary>
/// <param name="OutputColumnName">The column of masks.</param>
/// <param name="ImageColumnName">The column of images, or null.</param>
/// <param name="Options">What the masks look like; their size counts only without a column of images.</param>
/// <param name="Seed">Seed of the masks.</param>
/// <param name="Polarity">What white means.</param>
sealed record FittedMasks(string OutputColumnName, string? ImageColumnName, IrregularMaskOptions Options, int Seed, MaskPolarity Polarity)
{
    static readonly int LargestSide = (int)Math.Sqrt(ImageFile.MaxPixels);

    /// <summary>The size of the masks where no image gives it.</summary>
    internal ImageSize Size => new(Options.Width, Options.Height);

    /// <summary>The masks of images of one size.</summary>
    /// <exception cref="ArgumentException">No such mask fits the size; the message says what to change.</exception>
    internal IrregularMaskGenerator For(ImageSize size) => new(Options with { Width = size.Width, Height = size.Height }, Seed);

    /// <exception cref="ArgumentException">The options contradict each other, or no image is large enough for them.</exception>
    internal void Validate() => For(ImageColumnName is null ? Size : new(LargestSide, LargestSide));

    /// <summary>Serializes to JSON.</summary>
    public string ToText() => JsonSerializer.Serialize(this);

    public static FittedMasks Parse(string text) => JsonSerializer.Deserialize<FittedMasks>(text)!;
}
