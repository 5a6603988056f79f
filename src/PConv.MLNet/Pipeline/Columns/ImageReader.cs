using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Reads the images of one column, row by row; null where a row has none.</summary>
/// <remarks>Keeps no image from one row to the next, so that a reader nobody closes, as in a PredictionEngine, leaves nothing
/// behind.</remarks>
abstract class ImageReader
{
    /// <summary>Copies the image of the row the cursor stands on.</summary>
    /// <exception cref="InvalidDataException">The row's file cannot be decoded.</exception>
    /// <exception cref="FileNotFoundException">There is no file of the row's name.</exception>
    public abstract ColumnImage? Read();

    public static ImageReader Open(DataViewRow row, DataViewSchema.Column column, ImageForm form, float maximum) => form.Kind switch
    {
        ImageKind.Image => new CreateForImages(row, column),
        ImageKind.Path => new Of<ReadOnlyMemory<char>>(row, column, path => ImageForm.Decode(path)),
        ImageKind.Bytes => new Of<VBuffer<byte>>(row, column, file => ImageForm.Decode(file, column.Name)),
        _ => new Of<VBuffer<float>>(row, column, vector => form.Decode(vector, maximum)),
    };

    sealed class Of<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ColumnImage?> decode) : ImageReader
    {
        readonly ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;

        public override ColumnImage? Read()
        {
            get(ref value);
            return decode(value);
        }
    }

    /// <summary>Images come from the column before: made for this reader by LoadImages, say, or somebody else's own by
    /// LoadFromEnumerable.</summary>
    sealed class CreateForImages(DataViewRow row, DataViewSchema.Column column) : ImageReader
    {
        readonly ValueGetter<MLImage?> get = row.GetGetter<MLImage?>(column);
        readonly bool isResized = column.Type is ImageDataViewType { Height: > 0, Width: > 0 };
        bool? isOurs;

        public override ColumnImage? Read()
        {
            if (Ask() is not { } image)
            {
                return null;
            }

            var picture = ColumnImage.From(image);
            if (isResized)
            {
                return picture; // ResizeImages makes some of its images and passes on those that fit: ownership is unknown, so leave the image to the GC
            }

            if (isOurs ??= IsMadeForUs(image))
            {
                image.Dispose();
            }

            return picture;
        }

        /// <summary>Never gives an image back: ResizeImages would dispose it, whosever it is.</summary>
        MLImage? Ask()
        {
            MLImage? image = null;
            get(ref image);
            return image;
        }

        /// <summary>An image is left to us to dispose, unless it is the same however often it is asked for: then it is its
        /// owner's.</summary>
        bool IsMadeForUs(MLImage image)
        {
            var again = Ask();
            if (ReferenceEquals(again, image))
            {
                return false;
            }

            again?.Dispose();
            return true;
        }
    }
}
