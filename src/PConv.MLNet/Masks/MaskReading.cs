namespace PConv.MLNet.Masks;

/// <summary>How gray values are read as a mask.</summary>
/// <param name="Polarity">What white means; the hole by default. A photograph with transparent parts marks those, whatever white
/// means.</param>
/// <param name="Threshold">The lowest value that counts as white, and the lowest alpha that counts as opaque, 1 to 255; 128 by
/// default.</param>
public sealed record MaskReading(MaskPolarity Polarity = MaskPolarity.WhiteIsHole, byte Threshold = 128)
{
    /// <summary>Refuses a threshold of 0 and an unknown polarity.</summary>
    /// <exception cref="ArgumentException">The message says what to change.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Polarity))
        {
            throw new ArgumentException($"The mask polarity is {Polarity}, expected {string.Join(" or ", Enum.GetNames<MaskPolarity>())}.");
        }

        if (Threshold == 0)
        {
            throw new ArgumentException("A mask threshold of 0 makes every mask pixel white. Take 1 to 255.");
        }
    }
}
