using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static TorchSharp.torch;
using static PConv.MLNet.Training.Tests.TorchTesting;

namespace PConv.MLNet.Training.Tests;

public sealed class PreviewTests : TorchTest
{
    readonly PartialConvUNet network = Samples.Network(UNetSpec.WithWidth(4, 2)).ToNetwork();

    public override void Dispose()
    {
        network.Dispose();
        base.Dispose();
    }

    static Batch Crops()
    {
        var batch = Batch.Create(2, 16);
        batch.Put(0, "a", Samples.Image(16, 16, 1), Samples.Hole(16, 16, 4, 4, 5, 6));
        batch.Put(1, "b", Samples.Image(16, 16, 2), Mask.AllValid(16, 16));
        return batch;
    }

    [Fact]
    public void Of_ShowsMaskedFilledAndOriginalSideBySide_ARowACrop()
    {
        var sheet = new Preview(Crops(), device("cpu")).Of(network);

        Assert.Equal(new(48, 32), sheet.Size);
        var (original, mask) = (Samples.Image(16, 16, 1), Samples.Hole(16, 16, 4, 4, 5, 6));
        var (masked, filled) = (Cell(sheet, 0, 0), Cell(sheet, 1, 0));
        Assert.Equal(original.Pixels, Cell(sheet, 2, 0).Pixels);
        Assert.Equal(original.Pixels, Composite.Create(masked, original, mask).Pixels);
        Assert.Equal(original.Pixels, Composite.Create(filled, original, mask).Pixels); // known pixels as they were
        Assert.Equal(5 * 6, Enumerable.Range(0, 256).Count(i => masked.Pixels[(3 * i)..(3 * i + 3)] is [255, 255, 255]));
        Assert.NotEqual(original.Pixels, filled.Pixels);
        Assert.All([0, 1, 2], column => Assert.Equal(Samples.Image(16, 16, 2).Pixels, Cell(sheet, column, 1).Pixels));
    }

    [Fact]
    public void Of_FillsWithWhatTheNetworkGivesInEvaluation()
    {
        network.train();
        var before = network.ToWeights();
        var crops = Crops();
        var filled = Cell(new Preview(crops, device("cpu")).Of(network), 1, 0);

        network.eval();
        using var noGradient = no_grad();
        var (_, target, mask) = crops.ToTensors(device("cpu"));
        var output = TorchTesting.Floats(network.call(target, mask));
        Assert.Equal(Composite.Create(crops.ImageAt(0), Batch.ImageOf(output, 0, 16), crops.MaskAt(0)).Pixels, filled.Pixels);
        TinyTraining.Same(before, network.ToWeights());
    }

    [Fact]
    public void Of_KeepsNoTensors()
    {
        var preview = new Preview(Crops(), device("cpu"));
        preview.Of(network);
        var before = LiveTensors;

        preview.Of(network);

        Assert.Equal(before, Tensor.TotalCount);
    }

    static RgbImage Cell(RgbImage sheet, int column, int row) => new(16, 16,
        [.. Enumerable.Range(0, 16)
            .SelectMany(y => sheet.Pixels[(3 * (48 * (16 * row + y) + 16 * column))..(3 * (48 * (16 * row + y) + 16 * column + 16))])]);
}
