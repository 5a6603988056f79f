using System.Collections.Concurrent;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Training;

/// <summary>Keeps decoded images in memory up to a limit. Other images are decoded each time.</summary>
/// <param name="inner">Source that decodes the images.</param>
/// <param name="capacity">Maximum size of the pixels to keep, in bytes.</param>
sealed class CachedImageSource(IImageSource inner, long capacity) : IImageSource
{
    readonly ConcurrentDictionary<int, RgbImage> kept = new();
    readonly object count = new();
    long remaining = capacity;

    /// <inheritdoc/>
    public int Count => inner.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => inner.NameOf(index);

    /// <inheritdoc/>
    public Mask? MaskOf(int index) => inner.MaskOf(index);

    /// <inheritdoc/>
    public RgbImage? FillOf(int index) => inner.FillOf(index);

    /// <inheritdoc/>
    public RgbImage Read(int index)
    {
        if (kept.TryGetValue(index, out var image))
        {
            return image;
        }

        image = inner.Read(index);
        lock (count)
        {
            if (image.Pixels.Length <= remaining && kept.TryAdd(index, image))
            {
                remaining -= image.Pixels.Length;
            }
        }

        return image;
    }
}
