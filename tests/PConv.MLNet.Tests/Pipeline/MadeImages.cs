using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Rows of Number, Image and Mask whose images are made when they are asked for, as LoadImages does, and which remembers every
/// one.</summary>
sealed class MadeImages : IDataView
{
    readonly Func<int, (RgbImage Image, Mask Mask)> make;
    readonly int count;

    public MadeImages(int count, Func<int, (RgbImage Image, Mask Mask)> make)
    {
        (this.count, this.make) = (count, make);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Number", NumberDataViewType.Int32);
        builder.AddColumn("Image", new ImageDataViewType());
        builder.AddColumn("Mask", new ImageDataViewType());
        Schema = builder.ToSchema();
    }

    /// <summary>The numbers of the rows whose image was read, in order.</summary>
    public List<int> Read { get; } = [];

    /// <summary>All images handed out.</summary>
    public List<MLImage> Made { get; } = [];

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var order = Enumerable.Range(0, count).ToArray();
        rand?.Shuffle(order);
        return new Cursor(this, order, [.. columnsNeeded.Select(c => c.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    public static bool IsDisposed(MLImage image)
    {
        try
        {
            return image.Width < 0;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    sealed class Cursor(MadeImages view, int[] order, HashSet<int> active) : DataViewRowCursor
    {
        long position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => position;

        public override long Batch => 0;

        int Row => order[position];

        public override bool MoveNext() => ++position < order.Length;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.True(IsColumnActive(column));
            Delegate getter = column.Index == 0
                ? (ValueGetter<int>)((ref int number) => number = Row)
                : (ValueGetter<MLImage>)((ref MLImage image) =>
                {
                    var (made, mask) = view.make(Row);
                    image?.Dispose();
                    image = (column.Index == 1 ? made : mask.ToImage()).ToMLImage();
                    view.Made.Add(image);
                    if (column.Index == 1)
                    {
                        view.Read.Add(Row);
                    }
                });
            return (ValueGetter<TValue>)getter;
        }
    }
}
