using PConv.MLNet.Core;

namespace PConv.MLNet.Training.Tests;

/// <summary>Four pictures that wait for a gate, which gets the number of the reading.</summary>
sealed class GatedSource(Action<int> gate) : IImageSource
{
    readonly ListSource inner = new(4);
    int reads;

    public int Reads => reads;

    public int Count => inner.Count;

    public string NameOf(int index) => inner.NameOf(index);

    public RgbImage Read(int index)
    {
        gate(Interlocked.Increment(ref reads));
        return inner.Read(index);
    }
}

/// <summary>Takes every file for the same mask.</summary>
sealed class OneMask(Mask mask) : IMaskReader
{
    public bool CanRead(string path) => true;

    public Mask Read(string path) => mask;
}

/// <summary>Pictures of masks, each with that mask.</summary>
sealed class MaskPictures(Mask[] masks) : IImageSource
{
    public int Count => masks.Length;

    public string NameOf(int index) => $"mask-{index}.png";

    public RgbImage Read(int index) => masks[index].ToImage();

    public Mask? MaskOf(int index) => masks[index];
}
