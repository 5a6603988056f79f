using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Reads the pictures of one column, row by row; null where a row has none.</summary>
abstract class PictureReader : IDisposable
{
    /// <summary>Copies the picture of the row the cursor stands on.</summary>
    /// <exception cref="InvalidDataException">The row's file cannot be decoded.</exception>
    /// <exception cref="FileNotFoundException">There is no file of the row's name.</exception>
    public abstract Picture? Read();

    public virtual void Dispose()
    {
    }

    public static PictureReader Open(DataViewRow row, DataViewSchema.Column column, PictureForm form, float maximum) => form.Kind switch
    {
        PictureKind.Image => new OfImages(row, column),
        PictureKind.Path => new Of<ReadOnlyMemory<char>>(row, column, path => PictureForm.Decode(path)),
        PictureKind.Bytes => new Of<VBuffer<byte>>(row, column, file => PictureForm.Decode(file, column.Name)),
        _ => new Of<VBuffer<float>>(row, column, vector => form.Decode(vector, maximum)),
    };

    sealed class Of<T>(DataViewRow row, DataViewSchema.Column column, Func<T, Picture?> decode) : PictureReader
    {
        readonly ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;

        public override Picture? Read()
        {
            get(ref value);
            return decode(value);
        }
    }

    /// <summary>Images come from the column before: made for this reader by LoadImages, say, or somebody else's own by LoadFromEnumerable.</summary>
    sealed class OfImages(DataViewRow row, DataViewSchema.Column column) : PictureReader
    {
        readonly ValueGetter<MLImage?> get = row.GetGetter<MLImage?>(column);
        MLImage? image; // given back to the getter, which disposes it if it makes its images
        bool? isOurs;

        public override Picture? Read()
        {
            get(ref image);
            if (image is null)
            {
                return null;
            }

            var picture = Picture.Of(image);
            isOurs ??= IsMadeForUs();
            return picture;
        }

        /// <summary>The last image is left to us to dispose, unless it is the same however often it is asked for: then it is its owner's.</summary>
        bool IsMadeForUs()
        {
            MLImage? again = null;
            get(ref again);
            if (ReferenceEquals(again, image))
            {
                return false;
            }

            image!.Dispose();
            image = again;
            return true;
        }

        public override void Dispose()
        {
            if (isOurs == true)
            {
                image?.Dispose();
            }

            image = null;
            base.Dispose();
        }
    }
}
