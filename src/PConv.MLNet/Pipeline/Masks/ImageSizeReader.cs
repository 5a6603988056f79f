using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>Reads the sizes of a column's images.</summary>
static class ImageSizeReader
{
    /// <summary>Returns a function that reads the size of the current row's image, or null if the row has none. Files are not
    /// decoded.</summary>
    /// <param name="column">The column, active in <paramref name="row"/>.</param>
    /// <param name="row">A row or cursor.</param>
    public static Func<ImageSize?> Reader(ImageColumn column, DataViewRow row)
    {
        if (column.Form.Kind == ImageKind.Path)
        {
            var get = row.GetGetter<ReadOnlyMemory<char>>(column.Column);
            ReadOnlyMemory<char> path = default;
            return () =>
            {
                get(ref path);
                return path.IsEmpty ? null : ImageFile.ReadSize(path.ToString());
            };
        }

        if (column.Form.Kind == ImageKind.Bytes)
        {
            var get = row.GetGetter<VBuffer<byte>>(column.Column);
            VBuffer<byte> file = default;
            return () =>
            {
                get(ref file);
                return file.Length == 0 ? null : ImageCodec.ReadSize([.. file.DenseValues()], column.Column.Name);
            };
        }

        var images = column.Open(row);
        return () => images.Read()?.Colors.Size;
    }
}
