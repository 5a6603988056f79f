using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>Four images that wait for a gate, which gets the number of the reading.</summary>
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

/// <summary>Images of masks, each with that mask.</summary>
sealed class MaskImages(Mask[] masks) : IImageSource
{
    public int Count => masks.Length;

    public string NameOf(int index) => $"mask-{index}.png";

    public RgbImage Read(int index) => masks[index].ToImage();

    public Mask? MaskOf(int index) => masks[index];
}

/// <summary>Images that are bright where their masks are holes, filled with the negative of all that: what belongs together shows in each
/// pixel.</summary>
sealed class FilledImages(params Mask[] masks) : IImageSource
{
    public int Count => masks.Length;

    public string NameOf(int index) => $"filled-{index}.png";

    public RgbImage Read(int index)
    {
        var image = Samples.Image(masks[index].Width, masks[index].Height, index);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(image.Pixels[i] / 8 + (masks[index].Valid[i / RgbImage.Channels] == 0 ? 222 : 1));
        }

        return image;
    }

    public RgbImage? FillOf(int index)
    {
        var image = Read(index);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(byte.MaxValue - image.Pixels[i]);
        }

        return image;
    }

    public Mask? MaskOf(int index) => masks[index];

    /// <summary>Whether image, fill and mask of a batch of such images show the same places.</summary>
    public static void AreAligned(Batch batch)
    {
        var area = batch.Size * batch.Size;
        for (var i = 0; i < batch.Images.Length; i++)
        {
            var (color, fill, isHole) =
                (batch.Images[i], batch.Fills![i], batch.Masks[i / (RgbImage.Channels * area) * area + i % area] == 0);
            Assert.Equal(isHole ? 1 - color : color, fill, isHole ? 1.01 / byte.MaxValue : 0);
            Assert.True(color is > .15f and < .85f
                || color > .5f == isHole, $"Value {i}: color {color} where {(isHole ? "there is a hole" : "it is known")}.");
        }

        Assert.Contains(0, batch.Masks);
        Assert.Contains(1, batch.Masks);
    }
}
