using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>Pictures by formula; those with the given numbers cannot be read. Counts what is decoded.</summary>
sealed class ListSource(int count, params int[] broken) : IImageSource
{
    public int Decoded { get; private set; }

    public int Count => count;

    public string NameOf(int index) => $"picture-{index}.jpg";

    public RgbImage Read(int index)
    {
        Decoded++;
        return broken.Contains(index) ? throw new InvalidDataException("The file breaks off.") : Samples.Image(40 + index, 48, index);
    }
}
