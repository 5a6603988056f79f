using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Core;

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

    public static PictureReader Open(DataViewRow row, DataViewSchema.Column column, PictureKind kind, float maximum) => kind switch
    {
        PictureKind.Image => new OfImages(row, column),
        PictureKind.Path => new OfPaths(row.GetGetter<ReadOnlyMemory<char>>(column)),
        PictureKind.Bytes => new OfBytes(row.GetGetter<VBuffer<byte>>(column), column.Name),
        _ => new OfVectors(row.GetGetter<VBuffer<float>>(column), SizeOf((VectorDataViewType)column.Type)!.Value, maximum),
    };

    /// <summary>Channels and size of [C, H, W] or [H, W]; null of anything else.</summary>
    internal static (int Channels, ImageSize Size)? SizeOf(VectorDataViewType type) => type.Dimensions.ToArray() switch
    {
        [var height and > 0, var width and > 0] => (1, new(width, height)),
        [var channels and (1 or RgbImage.Channels), var height and > 0, var width and > 0] => (channels, new(width, height)),
        _ => null,
    };

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

    sealed class OfPaths(ValueGetter<ReadOnlyMemory<char>> get) : PictureReader
    {
        ReadOnlyMemory<char> path;

        public override Picture? Read()
        {
            get(ref path);
            if (path.IsEmpty)
            {
                return null;
            }

            using var image = ImageFile.Read(path.ToString());
            return Picture.Of(image);
        }
    }

    sealed class OfBytes(ValueGetter<VBuffer<byte>> get, string name) : PictureReader
    {
        VBuffer<byte> file;

        public override Picture? Read()
        {
            get(ref file);
            if (file.Length == 0)
            {
                return null;
            }

            using var image = ImageFile.Decode([.. file.DenseValues()], name);
            return Picture.Of(image);
        }
    }

    sealed class OfVectors(ValueGetter<VBuffer<float>> get, (int Channels, ImageSize Size) shape, float maximum) : PictureReader
    {
        readonly float[] values = new float[shape.Channels * shape.Size.Area];
        VBuffer<float> vector;

        public override Picture? Read()
        {
            get(ref vector);
            if (vector.Length != values.Length)
            {
                throw new InvalidDataException($"a vector of {vector.Length} values came, its column promises {values.Length}");
            }

            vector.CopyTo(values);
            return new(PlanarLayout.Read(values, shape.Channels, shape.Size, maximum));
        }
    }
}
