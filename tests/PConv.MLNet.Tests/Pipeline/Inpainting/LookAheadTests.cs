using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class LookAheadTests : IDisposable
{
    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Rows_OfMixedSizes_ComeInOrderWithTheSameBytes_WhateverTheBatch(int batchSize)
    {
        var rows = new MadeImages(11, Mixed);
        using var transformer = Fit(rows, batchSize);

        var filled = Workbench.Read(transformer.Transform(rows));

        Assert.Equal(11, filled.Length);
        Assert.All(filled.Index(), f => Assert.Equal(bench.Expected(Mixed(f.Index).Image, Mixed(f.Index).Mask).Pixels, f.Item!.Pixels));
    }

    [Fact]
    public void Rows_AreReadOnce_AndOnlyAsFarAheadAsABatchNeeds()
    {
        var rows = new MadeImages(20, Same);
        using var transformer = Fit(rows, 4);
        using var cursor = Cursor(transformer.Transform(rows), out var get);
        MLImage? image = null;

        Assert.True(cursor.MoveNext());
        get(ref image);
        Assert.Equal([0, 1, 2, 3], rows.Read);
        for (var i = 1; i < 5; i++)
        {
            Assert.True(cursor.MoveNext());
            get(ref image);
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], rows.Read);
        image!.Dispose();
    }

    [Fact]
    public void Rows_OfOtherSizes_AreNotSearchedForWithoutEnd()
    {
        var rows = new MadeImages(50, i => i == 0 ? (Samples.Image(40, 40), Samples.Hole(40, 40, 0, 0, 40, 39)) : Same(i));
        using var transformer = Fit(rows, 4);
        using var cursor = Cursor(transformer.Transform(rows), out var get);
        MLImage? image = null;
        Assert.True(cursor.MoveNext());

        get(ref image);

        Assert.Equal(7, rows.Read.Max()); // twice the batch
        image!.Dispose();
    }

    [Fact]
    public void Rows_OfManyPixels_AreNotReadAhead()
    {
        var rows = new MadeImages(3, _ => (new RgbImage(2100, 2100), Mask.AllValid(2100, 2100)));
        // runs without holes too
        using var transformer = bench.ML.Transforms.InpaintPartialConv(bench.Options with { NetworkOutputColumnName = "Raw" }).Fit(rows);
        using var cursor = Cursor(transformer.Transform(rows), out var get);
        MLImage? image = null;
        Assert.True(cursor.MoveNext());

        get(ref image);

        Assert.Equal(0, rows.Read.Max());
        image!.Dispose();
    }

    [Fact]
    public void Rows_NobodyAsksFor_AreNotRead()
    {
        var rows = new MadeImages(20, Same);
        using var transformer = Fit(rows, 2);
        using var cursor = Cursor(transformer.Transform(rows), out var get);
        MLImage? image = null;
        for (var i = 0; i < 10; i++)
        {
            Assert.True(cursor.MoveNext());
        }

        get(ref image);

        Assert.Equal(bench.Expected(Same(9).Image, Same(9).Mask).Pixels, image!.ToRgbImage().Pixels);
        Assert.Equal([9, 10], rows.Read);
        image!.Dispose();
    }

    [Fact]
    public void AnError_WaitsForItsRow()
    {
        var rows = new MadeImages(3, i => i == 1 ? (Samples.Image(8, 8), Samples.Hole(9, 9, 0, 0, 9, 8)) : Same(i));
        using var transformer = Fit(rows, 4);
        using var cursor = Cursor(transformer.Transform(rows), out var get);
        MLImage? image = null;
        Assert.True(cursor.MoveNext());
        get(ref image);
        Assert.True(cursor.MoveNext());

        var e = Assert.Throws<InvalidOperationException>(() => get(ref image));

        Assert.Equal("Row 1, column 'Mask': Mask is 9×9 but image is 8×8. Resize the mask with nearest neighbor.", e.Message);
        Assert.True(cursor.MoveNext());
        get(ref image);
        Assert.Equal(bench.Expected(Same(2).Image, Same(2).Mask).Pixels, image!.ToRgbImage().Pixels);
        image!.Dispose();
    }

    [Fact]
    public void AShuffledCursor_FillsTheRowsItShows()
    {
        var rows = new MadeImages(9, Mixed);
        using var transformer = Fit(rows, 4);
        var view = transformer.Transform(rows);
        Assert.True(view.CanShuffle);
        using var cursor = view.GetRowCursor([view.Schema["Number"], view.Schema["Output"]], new Random(3));
        var (number, get) = (cursor.GetGetter<int>(view.Schema["Number"]), cursor.GetGetter<MLImage?>(view.Schema["Output"]));
        var order = new List<int>();
        MLImage? image = null;
        while (cursor.MoveNext())
        {
            var row = -1;
            number(ref row);
            get(ref image);
            order.Add(row);
            Assert.Equal(bench.Expected(Mixed(row).Image, Mixed(row).Mask).Pixels, image!.ToRgbImage().Pixels);
        }

        Assert.Equal(Enumerable.Range(0, 9), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 9), order);
        image!.Dispose();
    }

    [Fact]
    public void CursorsInParallel_FillTheSame()
    {
        var rows = new MadeImages(6, Mixed);
        using var transformer = Fit(bench.View<ImageRow>(), 3);
        var views = Enumerable.Range(0, 4).Select(_ => transformer.Transform(new MadeImages(6, Mixed))).ToArray();
        var results = new RgbImage?[views.Length][];

        Parallel.For(0, views.Length, i => results[i] = Workbench.Read(views[i]));

        var expected = Workbench.Read(transformer.Transform(rows)).Select(i => i!.Pixels).ToArray();
        Assert.All(results, r => Assert.Equal(expected, r.Select(i => i!.Pixels)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Images_AreAllDisposed_AndNoneIsHandedOutTwice(int batchSize)
    {
        var rows = new MadeImages(10, Mixed);
        var given = new List<MLImage>();
        using (var transformer = Fit(rows, batchSize))
        {
            var view = transformer.Transform(rows);
            using var cursor = view.GetRowCursor([view.Schema["Image"], view.Schema["Output"]]);
            var (original, get) = (cursor.GetGetter<MLImage?>(view.Schema["Image"]), cursor.GetGetter<MLImage?>(view.Schema["Output"]));
            MLImage? before = null, after = null;
            while (cursor.MoveNext())
            {
                original(ref before);
                get(ref after);
                Assert.NotSame(before, after);
                given.Add(after!);
            }

            before!.Dispose(); // the last ones are the caller's
            after!.Dispose();
        }

        Assert.Equal(given.Count, given.Distinct<MLImage>(ReferenceEqualityComparer.Instance).Count());
        Assert.All(rows.Made.Concat(given), i => Assert.True(MadeImages.IsDisposed(i)));
    }

    [Fact]
    public void ImagesOfTheCallers_StayUsable()
    {
        var row = Workbench.InMemory(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7));
        using var transformer = Fit(bench.View(row), 4);

        Workbench.Read(transformer.Transform(bench.View(row)));

        Assert.False(MadeImages.IsDisposed(row.Image!));
        Assert.False(MadeImages.IsDisposed(row.Mask!));
    }

    InpaintingTransformer Fit(IDataView rows, int batchSize) =>
        bench.ML.Transforms.InpaintPartialConv(bench.Options with { BatchSize = batchSize }).Fit(rows);

    static DataViewRowCursor Cursor(IDataView view, out ValueGetter<MLImage?> get)
    {
        var cursor = view.GetRowCursor([view.Schema["Output"]]);
        get = cursor.GetGetter<MLImage?>(view.Schema["Output"]);
        return cursor;
    }

    static (RgbImage Image, Mask Mask) Same(int row) => (Samples.Image(8, 8, row), Samples.Hole(8, 8, 0, 0, 8, 7));

    static (RgbImage Image, Mask Mask) Mixed(int row) => (row % 3) switch
    {
        0 => (Samples.Image(8, 8, row), Samples.Hole(8, 8, 1, 1, 4, 4)),
        1 => (Samples.Image(7, 6, row), Samples.Hole(7, 6, 0, 0, 7, 5)), // padded to the same size
        _ => row == 5 ? (Samples.Image(9, 9, row), Mask.AllValid(9, 9)) : (Samples.Image(13, 20, row), Samples.Hole(13, 20, 0, 0, 5, 20)),
    };
}
