using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>Reads the images of one column, row by row; null if a row has none.</summary>
/// <remarks>Keeps no image between rows, so that a reader that is never disposed, as in a PredictionEngine, holds no memory.</remarks>
abstract class ImageReader
{
    /// <summary>Copies the image of the current row.</summary>
    /// <exception cref="InvalidDataException">The row's file cannot be decoded.</exception>
    /// <exception cref="FileNotFoundException">The row's file does not exist.</exception>
    public abstract ColumnImage? Read();

    /// <summary>As <see cref="Read"/>, of a mask.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says what was found.</exception>
    public virtual Mask? ReadMask(MaskReading reading) => Read()?.ToMask(reading);

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

        public override ColumnImage? Read() => Read(ColumnImage.From);

        public override Mask? ReadMask(MaskReading reading) => Read(image => image.ToMask(reading));

        /// <summary>ResizeImages makes some of its images and hands on those that fit: ownership is unknown there, so they are left to the
        /// GC.</summary>
        T? Read<T>(Func<MLImage, T> copy)
            where T : class
        {
            var image = isResized || isOurs is not null ? Ask(null) : AskFirst();
            try
            {
                return image is null ? null : copy(image);
            }
            finally
            {
                if (isOurs == true)
                {
                    image?.Dispose();
                }
            }
        }

        /// <summary>Finds out whether images are made for this reader: then the getter disposes the one it is given, here a tiny one, or
        /// makes another one when it is asked again.</summary>
        MLImage? AskFirst()
        {
            using var given = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
            var image = Ask(given);
            if (image is null)
            {
                return null; // not known yet
            }

            isOurs = IsDisposed(given);
            if (isOurs == false)
            {
                var again = Ask(null);
                isOurs = !ReferenceEquals(again, image);
                if (isOurs == true)
                {
                    again?.Dispose();
                }
            }

            return image;
        }

        /// <summary>Never gives an image of a row back: ResizeImages would dispose it, whosever it is.</summary>
        MLImage? Ask(MLImage? image)
        {
            get(ref image);
            return image;
        }

        static bool IsDisposed(MLImage image)
        {
            try
            {
                return image.Width == 0;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }
    }
}
