using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>A row to evaluate: an image, what became of it, and its mask.</summary>
sealed class ScoredRow
{
    public string Name { get; set; } = "";

    public MLImage? Image { get; set; }

    public MLImage? Output { get; set; }

    public MLImage? Mask { get; set; }

    public static ScoredRow Of(RgbImage image, RgbImage output, Mask mask) =>
        new() { Image = image.ToMLImage(), Output = output.ToMLImage(), Mask = mask.ToImage().ToMLImage() };
}
