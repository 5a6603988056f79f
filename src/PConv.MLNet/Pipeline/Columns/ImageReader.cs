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
        readonly ImageOwner owner = new(row.GetGetter<MLImage?>(column), column);

        public override ColumnImage? Read() => Read(ColumnImage.From);

        public override Mask? ReadMask(MaskReading reading) => Read(image => image.ToMask(reading));

        T? Read<T>(Func<MLImage, T> copy)
            where T : class
        {
            var image = owner.Read();
            try
            {
                return image is null ? null : copy(image);
            }
            finally
            {
                if (owner.IsMade == true)
                {
                    image?.Dispose();
                }
            }
        }
    }
}
