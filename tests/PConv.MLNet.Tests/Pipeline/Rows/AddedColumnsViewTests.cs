using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet.Tests;

/// <summary>The rules that ML.NET sets for views and cursors, seen through masks of one size added to numbers.</summary>
public sealed class AddedColumnsViewTests
{
    readonly MLContext ml = new();
    readonly NumbersView source = new(10);
    readonly IDataView view;

    public AddedColumnsViewTests() => view = Masks().Transform(source);

    [Fact]
    public void Schema_IsTheSameObjectForViewCursorAndMapperRow()
    {
        using var cursor = view.GetRowCursor([]);
        var mapper = Masks().GetRowToRowMapper(source.Schema);
        using var row = mapper.GetRow(source.GetRowCursor(source.Schema), mapper.OutputSchema);

        Assert.Same(view.Schema, view.Schema);
        Assert.Same(view.Schema, cursor.Schema);
        Assert.Same(source.Schema, mapper.InputSchema);
        Assert.Same(mapper.OutputSchema, row.Schema);
    }

    [Fact]
    public void CountAndShuffling_AreThoseOfTheSource()
    {
        Assert.Equal(10, view.GetRowCount());
        Assert.True(view.CanShuffle);
        Assert.NotEqual(Numbers(view.GetRowCursor(view.Schema)), Numbers(view.GetRowCursor(view.Schema, new Random(1))));
    }

    [Fact]
    public void Cursor_ShuffledAlike_GivesTheSameOrder() =>
        Assert.Equal(Numbers(view.GetRowCursor(view.Schema, new Random(1))), Numbers(view.GetRowCursor(view.Schema, new Random(1))));

    [Fact]
    public void GetRowCursorSet_PartsAsTheSourceDoes()
    {
        var cursors = view.GetRowCursorSet(view.Schema, 3);

        Assert.Equal([0, 1, 2], cursors.Select(c => c.Batch));
        Assert.Equal(Enumerable.Range(0, 10), cursors.SelectMany(Numbers).Order());
    }

    [Fact]
    public void GetRowCursorSet_ReadInParallel_GivesTheMasksOfOneCursor()
    {
        var expected = MasksOf(view.GetRowCursor(view.Schema));

        var inParallel = view.GetRowCursorSet(view.Schema, 4).AsParallel().WithDegreeOfParallelism(4).SelectMany(MasksOf);

        Assert.Equal(expected.OrderBy(m => m.Key), inParallel.OrderBy(m => m.Key));
    }

    [Fact]
    public void Cursor_BeforeTheFirstRow_StandsAtMinusOne()
    {
        using var cursor = view.GetRowCursor(view.Schema);

        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
    }

    [Fact]
    public void Cursor_AtItsEnd_IsDisposedWithItsSource()
    {
        var cursor = view.GetRowCursor(view.Schema);
        while (cursor.MoveNext())
        {
            Assert.Equal(1, source.OpenCursors);
        }

        Assert.Equal(0, source.OpenCursors);
        Assert.False(cursor.MoveNext());
        cursor.Dispose();
        Assert.Equal(0, source.OpenCursors);
    }

    [Theory]
    [InlineData("Number", "Mask")]
    [InlineData("Mask", "Number")]
    public void GetGetter_OfAColumnNotAskedFor_IsRefused(string name, string asked)
    {
        using var cursor = view.GetRowCursor([view.Schema[asked]]);

        Assert.False(cursor.IsColumnActive(view.Schema[name]));
        var e = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema[name]));
        Assert.Equal($"Column '{name}' was not asked for when the cursor was made.", e.Message);
    }

    [Fact]
    public void GetGetter_OfAnotherType_SaysBothTypes()
    {
        using var cursor = view.GetRowCursor(view.Schema);

        var e = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["Mask"]));

        Assert.Equal("Column 'Mask' holds MLImage, not Int32.", e.Message);
    }

    [Fact]
    public void GetGetter_Twice_GivesTheSameOne()
    {
        using var cursor = view.GetRowCursor(view.Schema);

        Assert.Same(cursor.GetGetter<MLImage>(view.Schema["Mask"]), cursor.GetGetter<MLImage>(view.Schema["Mask"]));
    }

    [Fact]
    public void Cursor_AskedForTheIdAlone_AsksItsSourceForNothing()
    {
        using var cursor = view.GetRowCursor([]); // the source throws if a column is read now
        DataViewRowId id = default;

        Assert.True(cursor.MoveNext());
        Assert.True(cursor.MoveNext());
        cursor.GetIdGetter()(ref id);

        Assert.Equal(1ul, id.Low);
    }

    [Fact]
    public void GetRow_OfAnotherSchema_IsRefused()
    {
        var mapper = Masks().GetRowToRowMapper(source.Schema);
        using var cursor = new NumbersView(1).GetRowCursor([]);

        var e = Assert.Throws<ArgumentException>(() => mapper.GetRow(cursor, []));

        Assert.StartsWith("The row has another schema than the mapper was made for.", e.Message);
    }

    [Fact]
    public void Column_OfAnInputColumnsName_HidesItAndLeavesItsNumber()
    {
        var hiding = ml.Transforms.GenerateIrregularMasks("Number", null,
            new() { Width = 8, Height = 8 }).Fit(source).Transform(source);

        Assert.Equal([(true, 0), (false, 1)], hiding.Schema.Select(c => (c.IsHidden, c.Index)));
        using var cursor = hiding.GetRowCursor(hiding.Schema);
        Assert.True(cursor.MoveNext());
        var number = -1;
        MLImage? mask = null;
        cursor.GetGetter<int>(hiding.Schema[0])(ref number);
        cursor.GetGetter<MLImage?>(hiding.Schema["Number"])(ref mask);
        Assert.Equal((0, 8), (number, mask!.Width));
        mask.Dispose();
    }

    ITransformer Masks() =>
        ml.Transforms.GenerateIrregularMasks("Mask", null, new() { Width = 16, Height = 16 }).Fit(source);

    int[] Numbers(DataViewRowCursor cursor) => [.. MasksOf(cursor).Select(m => m.Key)];

    List<KeyValuePair<int, string>> MasksOf(DataViewRowCursor cursor)
    {
        var masks = new List<KeyValuePair<int, string>>();
        using (cursor)
        {
            var getNumber = cursor.GetGetter<int>(view.Schema["Number"]);
            var getMask = cursor.GetGetter<MLImage?>(view.Schema["Mask"]);
            var number = 0;
            MLImage? mask = null;
            while (cursor.MoveNext())
            {
                getNumber(ref number);
                getMask(ref mask);
                masks.Add(new(number, Convert.ToHexString(mask!.Pixels)));
            }

            mask?.Dispose();
        }

        return masks;
    }
}
