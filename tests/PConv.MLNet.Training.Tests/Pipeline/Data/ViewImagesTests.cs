using Microsoft.ML;
using PConv.MLNet.Testing;
using PConv.MLNet.Tests;

namespace PConv.MLNet.Training.Tests;

public sealed class ViewImagesTests : IDisposable
{
    readonly TrainerBench bench = new();
    readonly ImageStore store;
    readonly List<string> warnings = [];

    public ViewImagesTests() => store = new(bench["store"], 1 << 20);

    public void Dispose()
    {
        store.Dispose();
        bench.Dispose();
    }

    ViewImages Read(IDataView view, bool masks = false, string image = "Image", string mask = "Mask") =>
        ViewImages.From(view, "train", bench.Options with { ImageColumnName = image, MaskColumnName = mask, UseMaskColumn = masks }, store,
            warnings.Add, CancellationToken.None);

    [Fact]
    public void Read_OfImages_GivesThemAndTheirMasksInAnyOrder()
    {
        var source = Read(bench.Images(), masks: true);

        Assert.Equal((4, "row 2"), (source.Count, source.NameOf(2)));
        Assert.All([2, 0, 3, 1, 2], i =>
        {
            Assert.Equal(Samples.Image(24 + i, 20, i).Pixels, source.Read(i).Pixels);
            Assert.Equal(Samples.Irregular(24 + i, 20, i).Valid.ToArray(), source.MaskOf(i)!.Valid.ToArray());
        });
        Assert.Empty(warnings);
    }

    [Fact]
    public void Read_WithGeneratedMasks_GivesNone() => Assert.Null(Read(bench.Images()).MaskOf(0));

    [Fact]
    public void Read_OfPaths_DecodesEachWhenItIsAskedFor()
    {
        var source = Read(bench.Files(), masks: true, "ImagePath", "MaskPath");
        PngFile.Write(bench["image-1.png"], Samples.Noise(9, 8));
        File.Delete(bench["image-2.png"]);

        Assert.Equal(bench["image-1.png"], source.NameOf(1));
        Assert.Equal(Samples.Noise(9, 8).Pixels, source.Read(1).Pixels);
        Assert.Equal(Samples.Irregular(25, 20, 1).Valid.ToArray(), source.MaskOf(1)!.Valid.ToArray());
        Assert.Throws<FileNotFoundException>(() => source.Read(2));
    }

    [Fact]
    public void Read_OfRowsWithoutImageOrMask_SkipsAndCountsThem()
    {
        var (image, mask) = (Samples.Image(12, 8), Samples.Irregular(12, 8));
        IDataView View() => bench.View(TrainerBench.Row(null, mask), TrainerBench.Row(image, mask), TrainerBench.Row(image, null));

        Assert.Equal(2, Read(View()).Count);
        Assert.Equal(1, Read(View(), masks: true).Count);
        Assert.Equal(
            ["Skipped 1 of 3 rows without an image in 'Image'.", "Skipped 2 of 3 rows without an image in 'Image' or a mask in 'Mask'."],
            warnings);
    }

    [Fact]
    public void Read_OfEmptyPathsAlone_SaysThatNothingIsLeft()
    {
        var e = Assert.Throws<ArgumentException>(() => Read(bench.View(new FileRow(), new FileRow()), image: "ImagePath"));

        Assert.Equal(
            "None of the 2 rows to train on can be used: 2 are without an image in 'ImagePath', 0 cannot be read. The log names them.",
            e.Message);
    }

    [Fact]
    public void Read_WhenCanceled_Ends() => Assert.Throws<OperationCanceledException>(() =>
        ViewImages.From(bench.Images(), "train", bench.Options, store, warnings.Add, new(canceled: true)));
}
