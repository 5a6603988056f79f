using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Training;

/// <summary>An image to learn from.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Image">What is right.</param>
/// <param name="Mask">Its own mask, if it has one.</param>
/// <param name="Fill">The image filled, for a network that starts from that.</param>
sealed record Example(string Name, RgbImage Image, Mask? Mask, RgbImage? Fill)
{
    /// <summary>Cuts a square out, alike in all parts, and puts it into a batch.</summary>
    public void Put(Batch batch, int index, Crop crop, Func<Mask> drawn) =>
        batch.Put(index, Name, crop.Apply(Image), Mask is null ? drawn() : crop.Apply(Mask), Fill is null ? null : crop.Apply(Fill));
}
