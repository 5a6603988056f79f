using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Decodes mask files of the formats of <see cref="ImageFile"/>.</summary>
/// <param name="Polarity">What white means; the hole by default.</param>
/// <param name="Threshold">The lowest grey value that counts as white, 128 by default.</param>
public sealed record MaskFileReader(MaskPolarity Polarity = MaskPolarity.WhiteIsHole, byte Threshold = 128) : IMaskReader
{
    /// <inheritdoc/>
    public bool CanRead(string path) => ImageFile.IsImage(path);

    /// <inheritdoc/>
    public Mask Read(string path)
    {
        using var image = ImageFile.Read(path);
        return image.ToMask(Polarity, Threshold);
    }
}
