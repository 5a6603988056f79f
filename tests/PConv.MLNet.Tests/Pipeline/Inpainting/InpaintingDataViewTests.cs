using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>The rules that ML.NET sets for cursors.</summary>
public sealed class InpaintingDataViewTests : IDisposable
{
    readonly Workbench bench = new();
    readonly InpaintingTransformer transformer;
    readonly IDataView view;

    public InpaintingDataViewTests()
    {
        var rows = bench.View(Row("first"), Row("second"));
        transformer = bench.Inpaint.Fit(rows);
        view = transformer.Transform(rows);
    }

    public void Dispose()
    {
        transformer.Dispose();
        bench.Dispose();
    }

    [Fact]
    public void Cursor_NotAskedForTheOutput_RunsNoInference()
    {
        // would throw if scored
        var wrong = transformer.Transform(bench.View(Workbench.InMemory(Samples.Image(8, 8), Samples.Hole(3, 3, 0, 0, 3, 2))));

        Assert.Equal([""], wrong.GetColumn<string>("Name"));
        using var cursor = wrong.GetRowCursor([]);
        var id = cursor.GetIdGetter();
        DataViewRowId value = default;
        Assert.True(cursor.MoveNext());
        id(ref value);
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => Workbench.Read(wrong));
    }

    [Fact]
    public void GetGetter_OfAllColumns_GivesValuesOfOneRow()
    {
        using var cursor = view.GetRowCursor(view.Schema);
        var name = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]);
        var image = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        ReadOnlyMemory<char> text = default;
        MLImage value = null!;

        Assert.True(cursor.MoveNext());
        Assert.True(cursor.MoveNext());
        name(ref text);
        image(ref value);

        Assert.Equal("second", text.ToString());
        Assert.Equal(8, value.Width);
        Assert.All(view.Schema, column => Assert.True(cursor.IsColumnActive(column)));
    }

    [Fact]
    public void Getter_CalledAgain_GivesANewImageAndDisposesTheOneBefore()
    {
        using var cursor = view.GetRowCursor(view.Schema);
        var get = cursor.GetGetter<MLImage>(view.Schema["Output"]);
        Assert.True(cursor.MoveNext());
        MLImage image = null!;
        get(ref image);
        var first = image;

        get(ref image);

        Assert.NotSame(first, image);
        Assert.Equal(8, image.Width);
        Assert.Throws<InvalidOperationException>(() => first.Width);
        image.Dispose();
    }

    [Fact]
    public void GetRowCursorSet_GivesOneCursor()
    {
        var cursor = Assert.Single(view.GetRowCursorSet(view.Schema, 4));

        Assert.True(cursor.MoveNext());
        cursor.Dispose();
    }

    [Fact]
    public void GetRowCountAndCanShuffle_AreThoseOfTheSource()
    {
        Assert.Equal(2, view.GetRowCount());
        Assert.False(view.CanShuffle);
    }

    [Theory]
    [InlineData("Output", "Image,Mask")]
    [InlineData("Name", "Name")]
    [InlineData("", "")]
    public void Cursor_AsksItsSourceForWhatItNeeds_AndDisposesItWithItself(string wanted, string needed)
    {
        var source = new WatchedView(bench.View(Row("one")));
        var watched = transformer.Transform(source);

        var cursor = watched.GetRowCursor(watched.Schema.Where(c => c.Name == wanted));

        Assert.Equal(needed, string.Join(",", source.Asked));
        Assert.False(source.IsDisposed);
        cursor.Dispose();
        Assert.True(source.IsDisposed);
    }

    static ImageRow Row(string name)
    {
        var row = Workbench.InMemory(Samples.Image(8, 8), Samples.Hole(8, 8, 0, 0, 8, 7));
        row.Name = name;
        return row;
    }
}
