using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Images by formula; counts how often each is decoded.</summary>
sealed class RampImages(params string[] names) : IImageSource
{
    readonly int[] reads = new int[names.Length];

    /// <summary>Names of those that cannot be read.</summary>
    public IReadOnlyList<string> Bad { get; init; } = [];

    /// <summary>Called before an image is decoded.</summary>
    public Action<string> Reading { get; init; } = _ => { };

    public IReadOnlyList<int> Reads => reads;

    public int Count => names.Length;

    public string NameOf(int index) => names[index];

    public RgbImage Read(int index)
    {
        Reading(names[index]);
        Interlocked.Increment(ref reads[index]);
        return Bad.Contains(names[index]) ? throw new InvalidDataException($"'{names[index]}' is empty (0 bytes).")
            : MakeImage(names[index]);
    }

    /// <summary>By its name alone.</summary>
    public static RgbImage MakeImage(string name) => Samples.Image(48, 40, seed: name.Sum(c => c));

    public static RampImages Of(int count) => new([.. Enumerable.Range(0, count).Select(i => $"p{i}.png")]);
}
