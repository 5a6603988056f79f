namespace PConv.MLNet.Masks;

/// <summary>Masks of one size, by number: drawn, or taken from files. Any thread may ask.</summary>
public interface IMaskSource
{
    /// <summary>The mask with the given number: the same one each time.</summary>
    /// <param name="index">Number of the mask within the set.</param>
    Mask Generate(int index);
}
