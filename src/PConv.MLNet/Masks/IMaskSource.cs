namespace PConv.MLNet.Masks;

/// <summary>Masks of one size, by index: generated or read from files. Thread-safe.</summary>
public interface IMaskSource
{
    /// <summary>Returns the mask with the given index. The same index always gives the same mask.</summary>
    /// <param name="index">Index of the mask within the set.</param>
    Mask Generate(int index);
}
