using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Core;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Scoring;

/// <summary>What a model reads: checked once when it is loaded.</summary>
/// <param name="SizeMultiple">Sides are padded to a multiple of this.</param>
/// <param name="Fixed">The one size the model takes, or null if it takes any.</param>
/// <param name="Batch">The one number of images a call takes, or null if it takes any.</param>
sealed record ModelSignature(int SizeMultiple, ImageSize? Fixed, int? Batch)
{
    public const string Image = "image";
    public const string Mask = "mask";
    public const string Output = "output";

    /// <summary>Reads and checks names, types and shapes.</summary>
    /// <exception cref="InvalidDataException">The model is another one; the message lists what it has.</exception>
    public static ModelSignature Read(InferenceSession session, string name)
    {
        var (inputs, outputs) = (session.InputMetadata, session.OutputMetadata);
        if (inputs.Count != 2 || !Fits(inputs, Image, RgbImage.Channels) || !Fits(inputs, Mask, 1) || !Fits(outputs, Output, RgbImage.Channels))
        {
            throw new InvalidDataException(
                $"'{name}' has inputs {List(inputs)} and outputs {List(outputs)}, expected inputs image float [N, 3, H, W] and mask float [N, 1, H, W] and output output float [N, 3, H, W]. Pass a model that 'pconv export' wrote.");
        }

        var custom = session.ModelMetadata.CustomMetadataMap;
        var multiple = custom.TryGetValue(OnnxExport.SizeMultipleKey, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;
        var shape = inputs[Image].Dimensions;
        return new(multiple, shape[2] > 0 && shape[3] > 0 ? new(shape[3], shape[2]) : null, shape[0] > 0 ? shape[0] : null);
    }

    /// <summary>The size to which an image is padded.</summary>
    public ImageSize SizeFor(ImageSize image)
    {
        if (Fixed is not { } size)
        {
            return image.RoundUpTo(SizeMultiple);
        }

        return image.Width <= size.Width && image.Height <= size.Height
            ? size
            : throw new ArgumentException($"The model takes images up to {size}, got {image}. Export it with open height and width, or resize the image.");
    }

    static bool Fits(IReadOnlyDictionary<string, NodeMetadata> values, string name, int channels) =>
        values.TryGetValue(name, out var value) && value.IsTensor && value.ElementType == typeof(float)
        && value.Dimensions is [_, var c, _, _] && c == channels;

    public static string List(IReadOnlyDictionary<string, NodeMetadata> values) =>
        string.Join(" and ", values.Select(v => $"{v.Key} {(v.Value.IsTensor ? v.Value.ElementType.Name : "?")} [{string.Join(", ", v.Value.Dimensions.Select(d => d < 0 ? "?" : $"{d}"))}]"));
}
