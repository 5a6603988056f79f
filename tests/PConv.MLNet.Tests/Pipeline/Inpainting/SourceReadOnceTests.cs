using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Sources that can be read once, or differ each time: a row's columns belong together whatever the batch.</summary>
public sealed class SourceReadOnceTests : IDisposable
{
    const int Rows = 11;

    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void AQueue_IsReadOnce_AndEachRowKeepsItsValues(int batchSize)
    {
        var queue = new Queue<WideRow>(Enumerable.Range(0, Rows).Select(Wide));
        var passes = 0;
        IEnumerable<WideRow> Drained()
        {
            passes++;
            while (queue.TryDequeue(out var row))
            {
                yield return row;
            }
        }

        using var transformer = Fit(bench.View(Wide(0)), batchSize);
        var view = transformer.Transform(bench.ML.Data.LoadFromEnumerable(Drained()));
        var rows = bench.ML.Data.CreateEnumerable<WideFilledRow>(view, reuseRowObject: true).Select(row =>
        {
            var number = row.Number;
            var expected = Wide(number);
            Assert.Equal((expected.Name, expected.Flag, expected.When), (row.Name, row.Flag, row.When));
            Assert.Equal(expected.Vector, row.Vector);
            Assert.Equal(expected.Names, row.Names);
            Assert.Equal(Same(number).Image.Pixels, row.Image!.ToRgbImage().Pixels);
            Assert.Equal(bench.Expected(Same(number).Image, Same(number).Mask).Pixels, row.Output!.ToRgbImage().Pixels);
            return number;
        }).ToArray();

        Assert.Equal(Enumerable.Range(0, Rows), rows);
        Assert.Equal(1, passes);
    }

    [Fact]
    public void ASourceOfAnotherOrderEachTime_GivesEachRowItsOwnOutput()
    {
        var source = new ChangingOrder(new MadeImages(Rows, Same));
        using var transformer = Fit(source, 4);
        var view = transformer.Transform(source);
        using var cursor = view.GetRowCursor(view.Schema);
        var (number, get) = (cursor.GetGetter<int>(view.Schema["Number"]), cursor.GetGetter<MLImage?>(view.Schema["Output"]));
        var original = cursor.GetGetter<MLImage?>(view.Schema["Image"]);
        var id = cursor.GetIdGetter();
        var (row, read, image, before) = (-1, new List<int>(), default(MLImage?), default(MLImage?));
        while (cursor.MoveNext())
        {
            Assert.Equal(read.Count, cursor.Position);
            get(ref image);
            number(ref row);
            original(ref before);
            DataViewRowId rowId = default;
            id(ref rowId);
            read.Add(row);
            Assert.Equal((ulong)row, rowId.Low);
            Assert.Equal(Same(row).Image.Pixels, before!.ToRgbImage().Pixels);
            Assert.Equal(bench.Expected(Same(row).Image, Same(row).Mask).Pixels, image!.ToRgbImage().Pixels);
        }

        Assert.Equal(Enumerable.Range(0, Rows), read.Order());
        Assert.Equal(1, source.Cursors);
        image!.Dispose();
        before!.Dispose();
    }

    [Fact]
    public void ImagesThatTwoReadersAskFor_AreTheirOwn()
    {
        var rows = new MadeImages(6, Same);
        using (var transformer = Fit(rows, 3))
        {
            var view = transformer.Transform(rows);
            using var cursor = view.GetRowCursor(view.Schema);
            var getters = Enumerable.Range(0, 2).Select(_ => cursor.GetGetter<MLImage?>(view.Schema["Image"])).ToArray();
            var output = cursor.GetGetter<MLImage?>(view.Schema["Output"]);
            MLImage? first = null, second = null, filled = null;
            while (cursor.MoveNext())
            {
                output(ref filled);
                getters[0](ref first);
                getters[1](ref second);
                Assert.NotSame(first, second);
                var pixels = first!.ToRgbImage().Pixels;
                first!.Dispose();
                first = null;
                Assert.Equal(pixels, second!.ToRgbImage().Pixels);
            }

            second!.Dispose();
            filled!.Dispose();
        }

        Assert.All(rows.Made, image => Assert.True(MadeImages.IsDisposed(image)));
    }

    InpaintingTransformer Fit(IDataView rows, int batchSize) =>
        bench.ML.Transforms.InpaintPartialConv(bench.Options with { BatchSize = batchSize }).Fit(rows);

    static (RgbImage Image, Mask Mask) Same(int row) => (Samples.Image(8, 8, row), Samples.Hole(8, 8, 0, 0, 8, 7));

    static WideRow Wide(int row) => new()
    {
        Number = row,
        Name = $"row {row}",
        Flag = row % 3 == 0,
        When = new(2020, 1, 1 + row),
        Vector = [.. Enumerable.Range(0, row).Select(i => i + row / 10f)],
        Names = [.. Enumerable.Range(0, row % 4).Select(i => $"{row}.{i}")],
        Image = Same(row).Image.ToMLImage(),
        Mask = Same(row).Mask.ToImage().ToMLImage(),
    };

    class WideRow
    {
        public int Number { get; set; }

        public string Name { get; set; } = "";

        public bool Flag { get; set; }

        public DateTime When { get; set; }

        public float[] Vector { get; set; } = [];

        public string[] Names { get; set; } = [];

        public MLImage? Image { get; set; }

        public MLImage? Mask { get; set; }
    }

    sealed class WideFilledRow : WideRow
    {
        public MLImage? Output { get; set; }
    }

    /// <summary>Every cursor goes through its rows in an order of its own.</summary>
    sealed class ChangingOrder(IDataView inner) : IDataView
    {
        public int Cursors { get; private set; }

        public bool CanShuffle => false;

        public DataViewSchema Schema => inner.Schema;

        public long? GetRowCount() => inner.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            inner.GetRowCursor(columnsNeeded, new Random(Cursors++));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }
}
