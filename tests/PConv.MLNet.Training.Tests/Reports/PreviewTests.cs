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

        Assert.Equal(new(3 * (256 + Preview.Gap) - Preview.Gap, 2 * (256 + Preview.Gap) + PreviewText.Height), sheet.Size);
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

    [Fact]
    public void Of_EnlargesSmallCropsPixelByPixel_AndWritesACaptionOverEachColumn()
    {
        var sheet = new Preview(Crops(), device("cpu")).Of(network);

        Assert.All(Enumerable.Range(0, 256 * 256), i => Assert.Equal(
            Cell(sheet, 2, 0).Pixels[3 * (i / 256 / 16 * 16 + i % 256 / 16)], At(sheet, 2, 0, i % 256, i / 256)[0]));
        Assert.All([0, 1, 2], column => Assert.Contains(Enumerable.Range(0, 256 * PreviewText.Height), i =>
            sheet.Pixels[3 * (i / 256 * sheet.Width + column * (256 + Preview.Gap) + i % 256)] == 0));
    }

    [Theory]
    [InlineData("l", 4, 12)] // an upright of two pixels a dot
    [InlineData("o", 0, 12)]
    public void Draw_OfALetter_IsBlackWithinItsSixDots(string text, int left, int width)
    {
        var image = new RgbImage(24, PreviewText.Height);
        Array.Fill(image.Pixels, byte.MaxValue);

        PreviewText.Draw(image, text, 0, 0);

        var columns = Enumerable.Range(0, 24 * PreviewText.Height).Where(i => image.Pixels[3 * i] == 0).Select(i => i % 24).ToArray();
        Assert.NotEmpty(columns);
        Assert.InRange(columns.Min(), 0, left);
        Assert.InRange(columns.Max(), left, width - 1);
    }

    static ReadOnlySpan<byte> At(RgbImage sheet, int column, int row, int x, int y) => sheet.Pixels.AsSpan(
        3 * ((row * (256 + Preview.Gap) + PreviewText.Height + Preview.Gap + y) * sheet.Width + column * (256 + Preview.Gap) + x), 3);

    /// <summary>A crop in its own size, from the sheet's enlarged one.</summary>
    static RgbImage Cell(RgbImage sheet, int column, int row) => new(16, 16,
        [.. Enumerable.Range(0, 256).SelectMany(i => At(sheet, column, row, i % 16 * 16, i / 16 * 16).ToArray())]);
}
