using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Training;

/// <summary>A training example.</summary>
/// <param name="Name">Name of the image, for messages.</param>
/// <param name="Image">The ground truth I_gt.</param>
/// <param name="Mask">The mask of the image; null to generate one.</param>
/// <param name="Fill">The filled image; null unless the network starts from a given fill.</param>
sealed record Example(string Name, RgbImage Image, Mask? Mask, RgbImage? Fill)
{
    /// <summary>Applies a crop to image, mask and fill, and writes them to a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">Index in the batch.</param>
    /// <param name="crop">The crop.</param>
    /// <param name="drawn">Generates a mask of the size of the crop if the image has none.</param>
    public void Put(Batch batch, int index, Crop crop, Func<Mask> drawn) =>
        batch.Put(index, Name, crop.Apply(Image), Mask is null ? drawn() : crop.Apply(Mask), Fill is null ? null : crop.Apply(Fill));
}
