using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>The input with a column of filled images; a cursor that does not ask for it runs no inference.</summary>
sealed class InpaintingDataView(IDataView source, InpaintingMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        return new Cursor(source.GetRowCursor(mapper.GetDependencies(active), rand), mapper, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)]; // one call of the model already uses all cores

    sealed class Cursor(DataViewRowCursor input, InpaintingMapper mapper, DataViewSchema.Column[] active) : DataViewRowCursor
    {
        readonly DataViewRow row = mapper.GetRow(input, active);

        public override DataViewSchema Schema => row.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                row.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
