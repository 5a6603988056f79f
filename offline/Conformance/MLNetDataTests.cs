#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet.Offline.Conformance;

public class MLNetDataTests
{
    readonly MLContext _ml = new(1);

    [Fact]
    public void Objects_survive_the_way_through_a_view()
    {
        var row = new Row { Number = 3, Ratio = 0.25f, Text = "ä", Vector = [1, 2, 3] };
        var copy = Assert.Single(_ml.Data.CreateEnumerable<Row>(View(row), reuseRowObject: false));
        Assert.Equal((3, 0.25f, "ä"), (copy.Number, copy.Ratio, copy.Text));
        Assert.Equal(row.Vector, copy.Vector);
    }

    [Fact]
    public void A_reused_row_object_is_one_object_and_its_array_is_kept()
    {
        var seen = _ml.Data.CreateEnumerable<Row>(View(new Row { Vector = [1] }, new Row { Vector = [2] }), reuseRowObject: true).ToList();
        Assert.Same(seen[0], seen[1]);
        Assert.Equal([2f], seen[0].Vector);
    }

    [Fact]
    public void A_null_text_comes_back_empty_and_a_null_vector_null()
    {
        var copy = Assert.Single(_ml.Data.CreateEnumerable<Row>(View(new Row()), false));
        Assert.Equal("", copy.Text);
        Assert.Null(copy.Vector);
    }

    [Fact]
    public void A_missing_column_is_an_error_unless_it_is_ignored()
    {
        var view = _ml.Data.LoadFromEnumerable([new Small { Number = 4 }]);
        Assert.Contains("'Ratio'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Row>(view, false).ToList()).Message);
        Assert.Equal(4, Assert.Single(_ml.Data.CreateEnumerable<Row>(view, false, ignoreMissingColumns: true)).Number);
    }

    [Fact]
    public void A_column_of_another_type_cannot_be_bound()
    {
        var view = _ml.Data.LoadFromEnumerable([new Other { Number = "4" }]);
        Assert.Contains("Can't bind", Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Small>(view, false).ToList()).Message);
    }

    [Fact]
    public void A_cursor_stands_before_the_first_row_until_it_is_moved_and_nowhere_after_the_last()
    {
        using var cursor = Cursor(View(new Row { Number = 7 }, new Row { Number = 8 }), "Number");
        var number = cursor.GetGetter<int>(cursor.Schema["Number"]);
        var id = cursor.GetIdGetter();
        int value = 0;
        DataViewRowId rowId = default;
        Assert.Equal(-1, cursor.Position);
        Assert.ThrowsAny<Exception>(() => number(ref value));
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        number(ref value);
        id(ref rowId);
        Assert.Equal(8, value);
        Assert.Equal(new DataViewRowId(1, 0), rowId);
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Only_active_columns_have_getters_and_only_of_their_own_type()
    {
        using var cursor = Cursor(View(new Row()), "Number");
        Assert.True(cursor.IsColumnActive(cursor.Schema["Number"]));
        Assert.False(cursor.IsColumnActive(cursor.Schema["Text"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["Text"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(cursor.Schema["Number"]));
    }

    [Fact]
    public void Every_cursor_enumerates_the_source_anew()
    {
        int started = 0;
        IEnumerable<Small> Source()
        {
            started++;
            yield return new Small { Number = started };
        }
        var view = _ml.Data.LoadFromEnumerable(Source());
        Assert.Equal(0, started);
        Assert.Null(view.GetRowCount());
        Assert.Equal([1], view.GetColumn<int>("Number"));
        Assert.Equal([2], view.GetColumn<int>("Number"));
    }

    [Fact]
    public void Rows_can_be_skipped_and_taken()
    {
        var view = _ml.Data.TakeRows(_ml.Data.SkipRows(Numbers(1, 2, 3, 4, 5), 1), 2);
        Assert.Equal([2, 3], view.GetColumn<int>("Number"));
        Assert.Equal(2, view.GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(view, 0));
    }

    [Fact]
    public void A_column_can_be_read_as_texts_and_as_arrays()
    {
        var view = View(new Row { Text = "a", Vector = [1, 2] });
        Assert.Equal(["a"], view.GetColumn<string>("Text"));
        Assert.Equal([1f, 2f], Assert.Single(view.GetColumn<float[]>("Vector")));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.GetColumn<double>("Text"));
    }

    [Fact]
    public void A_preview_shows_the_first_rows()
    {
        var preview = Numbers(5, 6, 7).Preview(maxRows: 2);
        Assert.Equal(2, preview.RowView.Length);
        Assert.Equal([5, 6], preview.ColumnView[0].Values.Cast<int>());
    }

    [Fact]
    public void Messages_of_a_host_reach_the_log_with_their_source()
    {
        var seen = new List<LoggingEventArgs>();
        _ml.Log += (_, message) => seen.Add(message);
        using (var channel = ((Microsoft.ML.Runtime.IHostEnvironment)_ml).Register("Host").Start("Work"))
            channel.Info(Microsoft.ML.Runtime.MessageSensitivity.None, "step {0}", 3);
        var info = Assert.Single(seen, message => message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Info);
        Assert.Equal(("step 3", "Host; Work", "[Source=Host; Work, Kind=Info] step 3"), (info.RawMessage, info.Source, info.Message));
    }

    IDataView View(params Row[] rows) => _ml.Data.LoadFromEnumerable(rows);
    IDataView Numbers(params int[] numbers) => _ml.Data.LoadFromEnumerable(numbers.Select(number => new Small { Number = number }).ToArray());
    static DataViewRowCursor Cursor(IDataView view, params string[] columns) => view.GetRowCursor(columns.Select(name => view.Schema[name]));

    sealed class Row
    {
        public int Number { get; set; }
        public float Ratio { get; set; }
        public string Text { get; set; }
        public float[] Vector { get; set; }
    }

    sealed class Small
    {
        public int Number { get; set; }
    }

    sealed class Other
    {
        public string Number { get; set; }
    }
}
