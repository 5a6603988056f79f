using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>Images by formula, with masks and fills if asked for; those with the given numbers cannot be read. Counts what is
/// decoded.</summary>
sealed class ListSource(int count, params int[] broken) : IImageSource
{
    int decoded;

    public int Decoded => decoded;

    public int Count => count;

    /// <summary>Makes the mask of an image; none by default.</summary>
    public Func<int, Mask?> Masks { get; init; } = _ => null;

    /// <summary>Makes the fill of an image; none by default.</summary>
    public Func<int, RgbImage?> Fills { get; init; } = _ => null;

    public Mask? MaskOf(int index) => Masks(index);

    public RgbImage? FillOf(int index) => Fills(index);

    public string NameOf(int index) => $"image-{index}.jpg";

    public RgbImage Read(int index)
    {
        Interlocked.Increment(ref decoded);
        return broken.Contains(index) ? throw new InvalidDataException("The file breaks off.") : Samples.Image(40 + index, 48, index);
    }
}
