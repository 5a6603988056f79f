using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Crops and masks of one step, in the layout of the network's input.</summary>
/// <param name="Size">Side of the crops in pixels.</param>
/// <param name="Images">float [N, 3, Size, Size], RGB, [0, 1].</param>
/// <param name="Masks">float [N, 1, Size, Size], 1 = valid.</param>
/// <param name="Names">Names of the images, for messages.</param>
/// <param name="Fills">The images with filled holes, in the same layout; null unless the network starts from a given fill.</param>
sealed record Batch(int Size, float[] Images, float[] Masks, string[] Names, float[]? Fills = null)
{
    /// <summary>N, the number of crops.</summary>
    public int Count => Names.Length;

    /// <summary>Creates an empty batch.</summary>
    public static Batch Create(int count, int size, bool withFills = false)
    {
        var colors = count * RgbImage.Channels * size * size;
        return new(size, new float[colors], new float[count * size * size], new string[count], withFills ? new float[colors] : null);
    }

    /// <summary>Writes one crop, its mask and its fill, all of size <see cref="Size"/>.</summary>
    public void Put(int index, string name, RgbImage image, Mask mask, RgbImage? fill = null)
    {
        var (area, colors) = (Size * Size, RgbImage.Channels * Size * Size);
        Names[index] = name;
        PlanarLayout.Write(image, Images.AsSpan(index * colors, colors), new(Size, Size));
        PlanarLayout.Write(mask, Masks.AsSpan(index * area, area), new(Size, Size));
        if (Fills is not null)
        {
            PlanarLayout.Write(Composite.Create(image, fill!, mask), Fills.AsSpan(index * colors, colors), new(Size, Size));
        }
    }

    /// <summary>Splits the crops into equal parts, in order.</summary>
    public IEnumerable<Batch> Split(int parts) => parts == 1 ? [this] : Enumerable.Range(0, parts).Select(part =>
    {
        var (first, count, area) = (part * Count / parts, Count / parts, Size * Size);
        return this with
        {
            Images = Images.AsSpan(first * RgbImage.Channels * area, count * RgbImage.Channels * area).ToArray(),
            Fills = Fills?.AsSpan(first * RgbImage.Channels * area, count * RgbImage.Channels * area).ToArray(),
            Masks = Masks.AsSpan(first * area, count * area).ToArray(),
            Names = Names[first..(first + count)],
        };
    });

    /// <summary>Returns one crop as an image.</summary>
    public RgbImage ImageAt(int index) => ImageOf(Images, index, Size);

    /// <summary>Returns the mask of one crop.</summary>
    public Mask MaskAt(int index)
    {
        var holes = new bool[Size * Size];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = Masks[index * holes.Length + i] == 0;
        }

        return Mask.FromHoles(Size, Size, holes);
    }

    /// <summary>Returns one image of a network's output, float [N, 3, size, size], clamped to [0, 1].</summary>
    public static RgbImage ImageOf(float[] planes, int index, int size) =>
        PlanarLayout.Read(planes.AsSpan(index * RgbImage.Channels * size * size, RgbImage.Channels * size * size), RgbImage.Channels,
            new(size, size));

    /// <summary>Copies the batch to a device: the input of the network, the target I_gt, and the masks.</summary>
    public (Tensor Input, Tensor Target, Tensor Masks) ToTensors(Device device)
    {
        var target = tensor(Images, [Count, RgbImage.Channels, Size, Size]).to(device);
        var input = Fills is null ? target : tensor(Fills, [Count, RgbImage.Channels, Size, Size]).to(device);
        return (input, target, tensor(Masks, [Count, 1, Size, Size]).to(device));
    }
}
