using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Renders a few crops, the same each time, to compare the fills of a network: one row per crop with the masked crop, I_comp and
/// I_gt.</summary>
sealed class Preview(Batch crops, Device device)
{
    const int Columns = 3;

    /// <summary>Maximum number of rows.</summary>
    public const int MaxRows = 4;

    /// <summary>Renders the preview, which is 3 crops wide.</summary>
    public RgbImage Of(PartialConvUNet network)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        network.eval();
        var (input, _, mask) = crops.ToTensors(device);
        var output = network.call(input, mask).cpu().contiguous().data<float>().ToArray(); // [N, 3, Size, Size]
        var sheet = new RgbImage(Columns * crops.Size, crops.Count * crops.Size);
        for (var i = 0; i < crops.Count; i++)
        {
            var (original, holes) = (crops.ImageAt(i), crops.MaskAt(i));
            Paste(sheet, 0, i, Composite.WithWhiteHoles(original, holes));
            Paste(sheet, 1, i, Composite.Create(original, Batch.ImageOf(output, i, crops.Size), holes));
            Paste(sheet, 2, i, original);
        }

        return sheet;
    }

    static void Paste(RgbImage sheet, int column, int row, RgbImage crop)
    {
        var width = RgbImage.Channels * crop.Width;
        for (var y = 0; y < crop.Height; y++)
        {
            crop.Pixels.AsSpan(y * width, width).CopyTo(sheet.Pixels.AsSpan(((row * crop.Height + y) * Columns + column) * width, width));
        }
    }
}
