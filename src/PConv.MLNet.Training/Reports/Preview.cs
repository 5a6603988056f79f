using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Renders a few crops, the same each time, to compare the fills of a network: one row per crop with the masked crop, I_comp and
/// I_gt, a caption over each column, and small crops enlarged.</summary>
sealed class Preview(Batch crops, Device device)
{
    /// <summary>Maximum number of rows.</summary>
    public const int MaxRows = 4;

    /// <summary>Minimum side of a crop in the preview, in pixels.</summary>
    public const int MinSide = 256;

    /// <summary>Distance between crops, in pixels.</summary>
    public const int Gap = 4;

    static readonly string[] Captions = ["holes", "filled", "original"];

    /// <summary>Whole factor by which crops are enlarged, pixel by pixel.</summary>
    readonly int scale = (MinSide + crops.Size - 1) / crops.Size;

    /// <summary>Renders the preview, which is 3 crops wide.</summary>
    public RgbImage Of(PartialConvUNet network)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        network.eval();
        var (input, _, mask) = crops.ToTensors(device);
        var output = network.call(input, mask).cpu().contiguous().data<float>().ToArray(); // [N, 3, Size, Size]
        var side = scale * crops.Size;
        var sheet = new RgbImage(Captions.Length * (side + Gap) - Gap, crops.Count * (side + Gap) + PreviewText.Height);
        Array.Fill(sheet.Pixels, byte.MaxValue);
        foreach (var (column, caption) in Captions.Index())
        {
            PreviewText.Draw(sheet, caption, column * (side + Gap) + Gap, 0);
        }

        for (var i = 0; i < crops.Count; i++)
        {
            var (original, holes) = (crops.ImageAt(i), crops.MaskAt(i));
            var filled = Composite.Create(original, Batch.ImageOf(output, i, crops.Size), holes);
            RgbImage[] row = [Composite.WithWhiteHoles(original, holes), filled, original];
            foreach (var (column, crop) in row.Index())
            {
                Paste(sheet, crop, column * (side + Gap), i * (side + Gap) + PreviewText.Height + Gap);
            }
        }

        return sheet;
    }

    void Paste(RgbImage sheet, RgbImage crop, int left, int top)
    {
        for (var y = 0; y < scale * crop.Height; y++)
        {
            for (var x = 0; x < scale * crop.Width; x++)
            {
                crop.Pixels.AsSpan(RgbImage.Channels * (y / scale * crop.Width + x / scale), RgbImage.Channels)
                    .CopyTo(sheet.Pixels.AsSpan(RgbImage.Channels * ((top + y) * sheet.Width + left + x)));
            }
        }
    }
}
