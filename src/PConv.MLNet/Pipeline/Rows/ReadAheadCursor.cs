using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>A cursor whose following rows can be read before the caller moves to them. The source is read once: rows that it leaves behind
/// keep their values until the caller has passed them.</summary>
/// <typeparam name="T">What is computed for a row.</typeparam>
/// <param name="source">The cursor; it is disposed with this one.</param>
/// <param name="kept">The columns that the caller may ask for.</param>
sealed class ReadAheadCursor<T>(DataViewRowCursor source, IEnumerable<DataViewSchema.Column> kept) : DataViewRowCursor
    where T : class
{
    readonly KeptColumn[] columns = [.. kept.Select(column => KeptColumn.Open(source, column))];
    readonly ValueGetter<DataViewRowId> getId = source.GetIdGetter();
    readonly Queue<Row> ahead = new();
    Row? current;
    bool ended;

    public override DataViewSchema Schema => source.Schema;

    public override long Position => current?.Position ?? -1;

    public override long Batch => current?.Batch ?? 0;

    /// <summary>The caller's row.</summary>
    public Row Current => current ?? throw new InvalidOperationException("The cursor stands before the first row or behind the last one.");

    /// <summary>The rows behind the caller's that were read, in order.</summary>
    public IEnumerable<Row> Ahead => ahead;

    public override bool MoveNext()
    {
        Drop(current);
        current = ahead.TryDequeue(out var next) ? next : ReadSource();
        return current is not null;
    }

    /// <summary>Reads one more row, on which the source then stands; null at the end.</summary>
    public Row? ReadAhead()
    {
        Keep(ahead.LastOrDefault() ?? Current);
        if (ReadSource() is { } next)
        {
            ahead.Enqueue(next);
            return next;
        }

        return null;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
    {
        if (Current.Values is null)
        {
            getId(ref value);
        }
        else
        {
            value = Current.Id;
        }
    };

    public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var fromSource = source.GetGetter<TValue>(column);
        var index = Array.FindIndex(columns, c => c.Index == column.Index);
        if (index < 0)
        {
            return fromSource;
        }

        var fromKept = ((KeptColumn<TValue>)columns[index]).MakeGetter();
        return (ref TValue value) =>
        {
            if (Current.Values is { } values)
            {
                fromKept(values[index], ref value);
            }
            else
            {
                fromSource(ref value);
            }
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop(current);
            current = null;
            while (ahead.TryDequeue(out var row))
            {
                Drop(row);
            }

            source.Dispose();
        }

        base.Dispose(disposing);
    }

    Row? ReadSource()
    {
        ended = ended || !source.MoveNext();
        return ended ? null : new(source.Position, source.Batch);
    }

    /// <summary>Copies the values of the row on which the source stands.</summary>
    void Keep(Row row)
    {
        if (row.Values is null)
        {
            DataViewRowId id = default;
            getId(ref id);
            row.Id = id;
            row.Values = Array.ConvertAll(columns, column => column.Read());
        }
    }

    void Drop(Row? row)
    {
        for (var i = 0; row?.Values is { } values && i < columns.Length; i++)
        {
            columns[i].Drop(values[i]);
        }
    }

    /// <summary>A row that was read.</summary>
    public sealed class Row(long position, long batch)
    {
        public long Position => position;

        public long Batch => batch;

        public DataViewRowId Id { get; set; }

        /// <summary>The kept values; null while the source stands on the row.</summary>
        public object?[]? Values { get; set; }

        /// <summary>What was computed; null if it was not asked for yet.</summary>
        public T? Result { get; set; }
    }
}
