using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Inference;

/// <summary>Inputs and outputs of a model, recognized or described, and checked once when the model is loaded.</summary>
/// <param name="Description">Convention of the model.</param>
/// <param name="SizeMultiple">Width and height are padded to a multiple of this.</param>
/// <param name="Fixed">Fixed input size of the model, or null for any size.</param>
/// <param name="Batch">Fixed batch size of the model, or null for any.</param>
/// <param name="Bytes">Which tensors are uint8; the others are float.</param>
/// <param name="IsGuess">Whether models with the same inputs and outputs may use other value ranges.</param>
sealed record ModelSignature(InpaintingModelDescription Description, int SizeMultiple, ImageSize? Fixed, int? Batch,
    (bool Image, bool Mask, bool Output) Bytes, bool IsGuess)
{
    /// <summary>Places where a description can be given, for messages.</summary>
    public const string Where = "OnnxInpainterOptions.Description, or pconv inpaint --model-description";
    const float OfUnitRange = 5; // networks overshoot 1, but not by this much
    const float BrightEnough = .1f; // 25 of 255

    static readonly ImageSize LaMaSize = new(512, 512); // size of the exports by Carve and OpenCV

    /// <summary>Whether the model's tensors have the layout of <see cref="PlanarLayout"/>, so that no conversion is needed.</summary>
    public bool IsNative { get; } = !Bytes.Image && !Bytes.Mask && !Bytes.Output
        && InpaintingModelDescription.PartialConv == Description with
        {
            Name = InpaintingModelDescription.PartialConv.Name,
            SizeMultiple = 1,
            Batch = null,
        };

    /// <summary>Largest distance of output values from the middle of the range, in multiples of the range.</summary>
    public float Reach { get; private init; } = OutputCheck.Reach;

    /// <summary>Levels of the edge-enhancing diffusion that fills the holes of the model's inputs; null for none.</summary>
    public int? FillLevels { get; private init; }

    /// <summary>Reads and checks names, types and shapes.</summary>
    /// <param name="session">The model.</param>
    /// <param name="name">Name of the model in messages.</param>
    /// <param name="given">Description of the model, or null to recognize the model.</param>
    /// <exception cref="InvalidDataException">Inputs or outputs are not supported; the message lists those of the model.</exception>
    public static ModelSignature Read(InferenceSession session, string name, InpaintingModelDescription? given)
    {
        var (inputs, outputs) = (session.InputMetadata, session.OutputMetadata);
        var (description, isGuess) = given is null ? Recognize(session, name) : (given, false);
        if (!Fits(session, description))
        {
            throw new InvalidDataException(
                $"{Has(session, name)}, but its description says {Expected(description)}. Name them as the model does.");
        }

        var custom = session.ModelMetadata.CustomMetadataMap;
        int? Number(string key) => custom.TryGetValue(key, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
        var multiple = Number(OnnxExport.SizeMultipleKey) ?? description.SizeMultiple;
        var levels = Number(OnnxExport.FillLevelsKey);
        if (levels is { } halvings && multiple != 1L << halvings)
        {
            throw new InvalidDataException(
                $"'{name}' asks for a fill by {levels} levels, which its sides, multiples of {multiple}, do not allow. Fit and save the " +
                $"pipeline it comes from again.");
        }

        var image = inputs[description.ImageInput];
        if (FixedSize(image, description.ChannelsLast) is { } taken
            && FixedSize(outputs[description.Output], description.ChannelsLast) is { } made
            && made != taken)
        {
            throw new InvalidDataException(
                $"'{name}' takes images of {taken} but gives {made}. Export it so that its output has the image's size.");
        }

        var batch = image.Dimensions[0] > 0 ? image.Dimensions[0] : description.Batch;
        return new(description, multiple, FixedSize(image, description.ChannelsLast), batch,
            (IsByte(image), description.MaskInput is { } mask && IsByte(inputs[mask]), IsByte(outputs[description.Output])), isGuess)
        {
            FillLevels = levels,
            Reach = given is null && custom.ContainsKey(OnnxExport.SizeMultipleKey) ? OutputCheck.ReachOfOwn : OutputCheck.Reach,
        };
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
            : throw new ArgumentException(
                $"The model takes images up to {size}, got {image}. Export it with open height and width, set Resize (pconv inpaint " +
                $"--resize), or resize the image.");
    }

    /// <summary>Throws if the output shows that the guessed value range is wrong.</summary>
    /// <param name="largest">The largest output value of the model.</param>
    /// <param name="colors">float [N, 3, H, W], [0, 1]: the model's input.</param>
    /// <param name="valid">float [N, 1, H, W], 1 = valid.</param>
    /// <param name="name">What messages call the model.</param>
    /// <exception cref="InpaintingModelException">The output lies in [0, 1] although the image is not black.</exception>
    public void Check(float largest, ReadOnlySpan<float> colors, ReadOnlySpan<float> valid, string name)
    {
        if (!IsGuess || !(largest <= OfUnitRange)) // NaN says nothing about the range
        {
            return;
        }

        for (var i = 0; i < colors.Length; i++)
        {
            var (image, pixel) = (i / (RgbImage.Channels * Fixed!.Value.Area), i % Fixed.Value.Area);
            if (valid[image * Fixed.Value.Area + pixel] > 0 && colors[i] > BrightEnough)
            {
                throw new InpaintingModelException(
                    name, $"'{name}' was taken for {Description.Name} with an output of {Description.OutputRange.Black} to " +
                    $"{Description.OutputRange.White}, but gives 0 to 1. Describe it, as PConv or as {{ \"maskValues\": {{ \"hole\": 1, " +
                    $"\"valid\": 0 }}, \"holeColor\": 0 }}: {Where}.");
            }
        }
    }

    public static string List(IReadOnlyDictionary<string, NodeMetadata> values) =>
        string.Join(" and ",
            values.Select(v =>
                $"{v.Key} {(v.Value.IsTensor ? v.Value.ElementType.Name : "?")} " +
                $"[{string.Join(", ", v.Value.Dimensions.Select(d => d < 0 ? "?" : $"{d}"))}]"));

    /// <summary>Exports of this library are recognized by their metadata, other models by names, types and shapes.</summary>
    static (InpaintingModelDescription Description, bool IsGuess) Recognize(InferenceSession session, string name)
    {
        var (own, lama, miGan) =
            (InpaintingModelDescription.PartialConv, InpaintingModelDescription.LaMa, InpaintingModelDescription.MiGan);
        if (Fits(session, miGan) && IsByte(session.InputMetadata[miGan.ImageInput]) && IsByte(session.InputMetadata[miGan.MaskInput!])
            && IsByte(session.OutputMetadata[miGan.Output]))
        {
            return (miGan, false);
        }

        if (!Fits(session, own) || IsByte(session.InputMetadata[own.ImageInput]) || IsByte(session.InputMetadata[own.MaskInput!])
            || IsByte(session.OutputMetadata[own.Output]))
        {
            throw new InvalidDataException(
                $"{Has(session, name)}, expected inputs image float [N, 3, H, W] and mask float [N, 1, H, W] and output output float [N, " +
                $"3, H, W] (PConv, LaMa) or the same in uint8 with output result (MI-GAN). Pass a model that 'pconv-train export' wrote, " +
                $"or describe this one: {Where}.");
        }

        if (session.ModelMetadata.CustomMetadataMap.ContainsKey(OnnxExport.SizeMultipleKey))
        {
            return (own, false);
        }

        return FixedSize(session.InputMetadata[lama.ImageInput], lama.ChannelsLast) == LaMaSize
            ? (lama, true)
            : throw new InvalidDataException(
                $"{Has(session, name)}, which may mean a PConv model (mask 1 = valid, output 0 to 1) or a LaMa model (mask 1 = hole, " +
                $"output 0 to 255). Say which, PConv or LaMa: {Where}.");
    }

    static bool Fits(InferenceSession session, InpaintingModelDescription d)
    {
        var inputs = session.InputMetadata;
        return inputs.Count == (d.MaskInput is null ? 1 : 2)
            && Fits(inputs, d.ImageInput, d.MaskInput is null ? RgbImage.Channels + 1 : RgbImage.Channels, d.ChannelsLast)
            && (d.MaskInput is null || Fits(inputs, d.MaskInput, 1, d.ChannelsLast))
            && Fits(session.OutputMetadata, d.Output, RgbImage.Channels, d.ChannelsLast);
    }

    static bool Fits(IReadOnlyDictionary<string, NodeMetadata> values, string name, int channels, bool channelsLast) =>
        values.TryGetValue(name, out var value) && value.IsTensor && (value.ElementType == typeof(float) || IsByte(value))
        && value.Dimensions is [_, var second, _, var last] && (channelsLast ? last : second) is var c
        && (c == channels || c < 0);

    static bool IsByte(NodeMetadata value) => value.ElementType == typeof(byte);

    static ImageSize? FixedSize(NodeMetadata image, bool channelsLast) =>
        (channelsLast ? image.Dimensions[1..3] : image.Dimensions[2..]) is [> 0 and var height, > 0 and var width]
        ? new(width, height) : null;

    static string Has(InferenceSession session, string name) =>
        $"'{name}' has inputs {List(session.InputMetadata)} and outputs {List(session.OutputMetadata)}";

    static string Expected(InpaintingModelDescription d)
    {
        return d.MaskInput is null
            ? $"input {d.ImageInput} {Shape(RgbImage.Channels + 1)} and output {d.Output} {Shape(RgbImage.Channels)}, float or uint8"
            : $"inputs {d.ImageInput} {Shape(RgbImage.Channels)} and {d.MaskInput} {Shape(1)} and output {d.Output} " +
            $"{Shape(RgbImage.Channels)}, float or uint8";

        string Shape(int channels) => d.ChannelsLast ? $"[N, H, W, {channels}]" : $"[N, {channels}, H, W]";
    }
}
