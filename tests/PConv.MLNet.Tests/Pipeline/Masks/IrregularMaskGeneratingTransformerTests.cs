using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class IrregularMaskGeneratingTransformerTests : IDisposable
{
    readonly MaskBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("Image")]
    [InlineData("Path")]
    [InlineData("Bytes")]
    [InlineData("Vector")]
    public void Transform_OfAnyKindOfImages_GivesTheSameMasksOfTheirSize(string column)
    {
        var masks = bench.Masks(bench.View(bench.Row(30, 20, 0), bench.Row(30, 20, 1)), column);

        Assert.Equal([new(30, 20), new(30, 20)], masks.Select(m => m!.Size));
        Assert.All(masks, m => Assert.Equal(HoleRatioBucket.From20To30, HoleRatioBucket.Containing(m!.HoleRatio)));
        Assert.Equal(Expected(30, 20, row: 0), masks[0]!.Valid);
        Assert.Equal(Expected(30, 20, row: 1), masks[1]!.Valid);
    }

    [Fact]
    public void Transform_OfImagesOfManySizes_FollowsThem() => Assert.Equal(
        [new(30, 20), new(9, 44), new(100, 7)],
        bench.Masks(bench.View(bench.Row(30, 20, 0), bench.Row(9, 44, 1), bench.Row(100, 7, 2)), "Path").Select(m => m!.Size));

    [Fact]
    public void Transform_OfRowsWithoutImages_GivesNoMasks()
    {
        var view = bench.View(new SizeRow(), bench.Row(30, 20));

        Assert.All(new[] { "Image", "Path", "Bytes" },
            column => Assert.Equal([true, false], bench.Masks(view, column).Select(m => m is null)));
    }

    [Theory]
    [InlineData(MaskPolarity.WhiteIsHole, 255)]
    [InlineData(MaskPolarity.WhiteIsValid, 0)]
    public void Polarity_SaysWhatWhiteMeans(MaskPolarity polarity, int holes)
    {
        var view = bench.View(new SizeRow());
        var masks = bench.ML.Transforms
            .GenerateIrregularMasks("Mask", null, new() { Width = 20, Height = 20, FixedRatio = .25 }, polarity: polarity);

        var image = Assert.Single(Workbench.Read(masks.Fit(view).Transform(view), "Mask"))!;

        Assert.Equal(3 * 100, image.Pixels.Count(p => p == holes));
        Assert.Equal(3 * 300, image.Pixels.Count(p => p == 255 - holes));
    }

    [Fact]
    public void Kinds_AreThoseOfTheGenerator()
    {
        var options = new IrregularMaskOptions
        {
            Width = 60,
            Height = 40,
            Kinds = MaskKindWeights.Only(MaskKind.Boxes),
            Augmentation = new() { MaxRotation = 0 },
        };
        var view = bench.View(new SizeRow());
        var expected = new IrregularMaskGenerator(options).GenerateFor(0);

        var image =
            Assert.Single(
                Workbench.Read(bench.ML.Transforms.GenerateIrregularMasks("Mask", null, options, 0).Fit(view).Transform(view), "Mask"))!;

        Assert.Equal(expected.Valid, Mask.FromImage(image).Valid);
    }

    [Fact]
    public void Transform_WithABorderAndARatio_KeepsBoth()
    {
        var view = bench.View(Enumerable.Range(0, 8).Select(i => bench.Row(40, 30, i)).ToArray());

        var masks =
            bench.Masks(view, "Path", new() { MinRatio = .1, MaxRatio = .15, Border = 6 }, seed: 4);

        Assert.Equal(8, masks.Length);
        Assert.All(masks, m => Assert.InRange(m!.HoleRatio, .1, .15));
        Assert.All(masks, m => Assert.All(Enumerable.Range(0, 1200).Where(i => m!.Valid[i] == 0), i =>
            Assert.True(i % 40 is >= 6 and < 34 && i / 40 is >= 6 and < 24, $"A hole at {i % 40}, {i / 40} lies within the border.")));
    }

    [Fact]
    public void Seed_ChoosesAnotherSet()
    {
        var view = bench.View(bench.Row(30, 20));

        Assert.NotEqual(Key(bench.Masks(view, "Path")[0]), Key(bench.Masks(view, "Path", seed: 1)[0]));
    }

    [Fact]
    public void Transform_OfPartOfTheRows_GivesThemTheirOwnMasks()
    {
        var view = bench.View(Enumerable.Range(0, 6).Select(i => bench.Row(30, 20, i)).ToArray());
        var all = bench.Masks(view, "Path");

        var last = bench.Masks(bench.ML.Data.SkipRows(view, 4), "Path");
        var shuffled =
            bench.Masks(bench.ML.Data.ShuffleRows(bench.ML.Transforms.SelectColumns("Path").Fit(view).Transform(view), seed: 3), "Path");

        Assert.Equal(all[4..].Select(Key), last.Select(Key));
        Assert.NotEqual(all.Select(Key), shuffled.Select(Key));
        Assert.Equal(all.Select(Key).Order(), shuffled.Select(Key).Order());
    }

    [Fact]
    public void Border_TooLargeForARow_NamesRowSizeAndRemedy()
    {
        var view = bench.View(bench.Row(200, 200, 0), bench.Row(90, 90, 1));

        var e = Assert.Throws<InvalidOperationException>(() => bench.Masks(view, "Path", new() { Border = 50 }));

        Assert.Equal(
            "Row 1: A border of 50 px leaves 0.0 % of 90×90, less than the wanted holes of 20-30 %. Take a larger size or a smaller " +
            "border.", e.Message);
    }

    [Fact]
    public void Transform_OfAMissingFile_NamesIt()
    {
        var e = Assert.Throws<FileNotFoundException>(() => bench.Masks(bench.View(new SizeRow { Path = bench["none.png"] }), "Path"));

        Assert.Equal($"There is no image '{bench["none.png"]}'. Check the path.", e.Message);
    }

    [Fact]
    public void Transform_OfFiles_ReadsNothingButTheirHeaders()
    {
        File.WriteAllBytes(bench["start.png"], PngFile.Of(Samples.Image(30, 20))[..100]); // cannot be decoded

        Assert.Equal(new(30, 20), Assert.Single(bench.Masks(bench.View(new SizeRow { Path = bench["start.png"] }), "Path"))!.Size);
    }

    [Fact]
    public void Cursor_NotAskedForMasks_ReadsNoImage()
    {
        var source = new WatchedView(bench.View(new SizeRow { Path = bench["none.png"], Number = 3 }));
        var masked = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Path").Fit(source).Transform(source);

        Assert.Equal([3f], masked.GetColumn<float>("Number"));
        Assert.Equal(["Number"], source.Asked);
    }

    [Fact]
    public void Getter_CalledAgain_GivesANewImageAndDisposesTheOneBefore()
    {
        var view = bench.View(bench.Row(30, 20));
        var masked = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Image").Fit(view).Transform(view);
        using var cursor = masked.GetRowCursor([masked.Schema["Mask"]]);
        var get = cursor.GetGetter<MLImage>(masked.Schema["Mask"]);
        Assert.True(cursor.MoveNext());
        MLImage mask = null!;
        get(ref mask);
        var (first, pixels) = (mask, mask.Pixels.ToArray());

        get(ref mask);

        Assert.NotSame(first, mask);
        Assert.Equal(pixels, mask.Pixels.ToArray());
        Assert.Throws<InvalidOperationException>(() => first.Width);
        mask.Dispose();
    }

    [Fact]
    public void Getter_AfterAFailedRow_LeavesNoImageAndGoesOn()
    {
        var view = bench.View(bench.Row(30, 20, 0), new SizeRow { Path = bench["none.png"] }, bench.Row(9, 44, 2));
        var masked = bench.ML.Transforms.GenerateIrregularMasks("Mask", "Path").Fit(view).Transform(view);
        using var cursor = masked.GetRowCursor([masked.Schema["Mask"]]);
        var get = cursor.GetGetter<MLImage?>(masked.Schema["Mask"]);
        MLImage? mask = null;
        Assert.True(cursor.MoveNext());
        get(ref mask);
        Assert.True(cursor.MoveNext());

        Assert.Throws<FileNotFoundException>(() => get(ref mask));

        Assert.Null(mask);
        Assert.True(cursor.MoveNext());
        get(ref mask);
        Assert.Equal((9, 44), (mask!.Width, mask.Height));
        mask.Dispose();
    }

    [Fact]
    public void Transform_OfImagesInMemory_LeavesThemUsable()
    {
        var row = bench.Row(30, 20);

        bench.Masks(bench.View(row), "Image");

        Assert.Equal(30, row.Image!.Width);
    }

    static byte[] Expected(int width, int height, int row) =>
        new IrregularMaskGenerator(new() { Width = width, Height = height }).GenerateFor((UInt128)row).Valid.ToArray();

    static string Key(Mask? mask) => Convert.ToHexString(mask!.Valid);
}
