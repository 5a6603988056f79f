using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Reads the images of one column, row by row; null if a row has none.</summary>
/// <remarks>Keeps no image between rows, so that a reader that is never disposed, as in a PredictionEngine, holds no memory.</remarks>
abstract class ImageReader
{
    /// <summary>Copies the image of the current row.</summary>
    /// <exception cref="InvalidDataException">The row's file cannot be decoded.</exception>
    /// <exception cref="FileNotFoundException">The row's file does not exist.</exception>
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

    /// <summary>Reads an MLImage column. The images are either created for this reader, for example by LoadImages, or owned by the caller,
    /// as with LoadFromEnumerable.</summary>
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
                return picture; // ownership is unknown after ResizeImages; leave the image to the GC
            }

            if (isOurs ??= IsMadeForUs(image))
            {
                image.Dispose();
            }

            return picture;
        }

        /// <summary>Always passes null to the getter, because ResizeImages would dispose the image passed in, even if the caller owns
        /// it.</summary>
        MLImage? Ask()
        {
            MLImage? image = null;
            get(ref image);
            return image;
        }

        /// <summary>Whether the image was created for this reader and must be disposed here. If repeated calls return the same image,
        /// somebody else owns it.</summary>
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
