using System.Globalization;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;

namespace PConv.MLNet;

/// <summary>The ways a column can hold images.</summary>
enum ImageKind
{
    /// <summary>MLImage.</summary>
    Image,

    /// <summary>Text: the path of a JPEG, PNG, WebP or TIFF file.</summary>
    Path,

    /// <summary>Vector of bytes: an encoded JPEG, PNG, WebP or TIFF file.</summary>
    Bytes,

    /// <summary>Vector of floats: [3, H, W], for masks also [1, H, W] and [H, W].</summary>
    Vector,
}

/// <summary>The form in which a column holds images, and the data needed to decode its values.</summary>
/// <param name="Kind">The column's kind.</param>
/// <param name="Channels">Channels of vectors: 3 or 1.</param>
/// <param name="Width">Width of vectors in pixels.</param>
/// <param name="Height">Height of vectors in pixels.</param>
sealed record ImageForm(ImageKind Kind, int Channels = 0, int Width = 0, int Height = 0)
{
    const float Beyond = .5f; // of full intensity, by which the output of a network may go beyond black and white

    /// <summary>The form of vectors of shape [C, H, W], [1, C, H, W] (output of ONNX models) or [H, W]; null for other shapes.</summary>
    public static ImageForm? OfVectors(VectorDataViewType type) => type.Dimensions.ToArray() switch
    {
        [var height and > 0, var width and > 0] => new(ImageKind.Vector, 1, width, height),
        [var channels and (1 or RgbImage.Channels), var height and > 0, var width and > 0] =>
            new(ImageKind.Vector, channels, width, height),
        [1, var channels and (1 or RgbImage.Channels), var height and > 0, var width and > 0] =>
            new(ImageKind.Vector, channels, width, height),
        _ => null,
    };

    /// <summary>Decodes the file at a path; null if the path is empty.</summary>
    public static ColumnImage? Decode(ReadOnlyMemory<char> path)
    {
        return path.IsEmpty ? null : ColumnImage.From(ImageFile.Read(path.ToString()));
    }

    /// <summary>Decodes a file in memory; null if it is empty.</summary>
    public static ColumnImage? Decode(in VBuffer<byte> file, string name)
    {
        return file.Length == 0 ? null : ColumnImage.From(ImageFile.Decode([.. file.DenseValues()], name));
    }

    /// <summary>Reads a vector as float [Channels, Height, Width].</summary>
    /// <param name="vector">The values.</param>
    /// <param name="maximum">Value of full intensity.</param>
    public ColumnImage Decode(in VBuffer<float> vector, float maximum)
    {
        var values = new float[Channels * Width * Height];
        if (vector.Length != values.Length)
        {
            throw new InvalidDataException($"a vector of {vector.Length} values came, {Channels}×{Height}×{Width} were promised.");
        }

        vector.CopyTo(values);
        var (least, most) = (values.Min(), values.Max()); // NaN if any value is
        if (!(least >= -Beyond * maximum && most <= (1 + Beyond) * maximum))
        {
            var isBytes = most is > 16 and <= 256 && maximum == 1;
            var remedy = isBytes ? "Set it to 255 for what ExtractPixels makes." : "Scale the values to it.";
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"the vector holds {least:G4} to {most:G4}, expected 0 to {maximum:G4}, the option VectorMaximum. {remedy}"));
        }

        return new(PlanarLayout.Read(values, Channels, new(Width, Height), maximum));
    }
}
