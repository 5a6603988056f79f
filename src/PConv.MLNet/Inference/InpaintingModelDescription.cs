using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Files;

namespace PConv.MLNet.Inference;

/// <summary>Order of a tensor's dimensions.</summary>
public enum TensorLayout
{
    /// <summary>[N, C, H, W], as PyTorch writes it.</summary>
    Nchw,

    /// <summary>[N, H, W, C], as TensorFlow writes it.</summary>
    Nhwc,
}

/// <summary>Order of a tensor's colors.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as OpenCV reads images.</summary>
    Bgr,
}

/// <summary>Where the mask lies among the four channels of an input that holds both.</summary>
public enum MaskChannel
{
    /// <summary>Before the colors.</summary>
    First,

    /// <summary>Behind the colors.</summary>
    Last,
}

/// <summary>The values of a tensor that mean black and full intensity, as 0 and 1, 0 and 255, −1 and 1.</summary>
[method: JsonConstructor]
public readonly record struct ValueRange(float Black, float White);

/// <summary>The values of a mask tensor: range and polarity in one.</summary>
[method: JsonConstructor]
public readonly record struct MaskValues(float Hole, float Valid);

/// <summary>Input and output conventions of an inpainting model. The defaults are the convention of <c>pconv-train export</c>.</summary>
/// <remarks>
/// Element types (float or uint8), a fixed size and a fixed batch are read from the model itself. Whether it composes does not
/// matter: known pixels always come from the image, bit by bit. As JSON, names are in camelCase and enumerations are text:
/// <c>{ "imageInput": "input", "maskInput": null, "maskValues": { "hole": 1, "valid": 0 }, "holeColor": 0 }</c>.
/// </remarks>
public sealed record InpaintingModelDescription
{
    static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>What <c>pconv-train export</c> writes: image and mask float, mask 1 = valid, output float, all [0, 1].</summary>
    public static InpaintingModelDescription PartialConv { get; } = new() { Name = "PConv" };

    /// <summary>LaMa (Suvorov et al., WACV 2022) as its widespread exports of 512×512 have it: mask 1 = hole, output 0 to 255.</summary>
    public static InpaintingModelDescription LaMa { get; } = new()
    {
        Name = "LaMa",
        MaskValues = new(Hole: 1, Valid: 0),
        OutputRange = new(0, 255),
        HoleColor = 0,
        SizeMultiple = 8,
    };

    /// <summary>The pipeline of MI-GAN (Sargsyan et al., ICCV 2023), all in uint8, mask 255 = keep, one image a call.</summary>
    /// <remarks>It blends the image 3 pixels into its holes (a maximum over 3×3, a blur over 5×5): that is kept outside the real
    /// ones.</remarks>
    public static InpaintingModelDescription MiGan { get; } = new()
    {
        Name = "MI-GAN",
        Output = "result",
        ImageRange = new(0, 255),
        OutputRange = new(0, 255),
        MaskValues = new(Hole: 0, Valid: 255),
        HoleColor = 128,
        HoleGrowth = 3,
        Batch = 1,
    };

    /// <summary>The conventions that have a name.</summary>
    public static IReadOnlyList<InpaintingModelDescription> Known { get; } = [PartialConv, LaMa, MiGan];

    /// <summary>What messages call the convention.</summary>
    public string Name { get; init; } = "described";

    /// <summary>Name of the input that takes the image, or image and mask as four channels; <c>image</c> by default.</summary>
    public string ImageInput { get; init; } = "image";

    /// <summary>Name of the input that takes the mask, one channel, <c>mask</c> by default; null if it is a channel of
    /// <see cref="ImageInput"/>.</summary>
    public string? MaskInput { get; init; } = "mask";

    /// <summary>Where the mask lies in an input of four channels, the last by default.</summary>
    public MaskChannel MaskChannel { get; init; } = MaskChannel.Last;

    /// <summary>Name of the output that gives the filled image, <c>output</c> by default.</summary>
    public string Output { get; init; } = "output";

    /// <summary>Order of dimensions, of inputs and output alike; NCHW by default.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>Order of colors, of input and output alike; RGB by default.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>Values of the image; 0 to 1 by default.</summary>
    public ValueRange ImageRange { get; init; } = new(0, 1);

    /// <summary>Values of the output; 0 to 1 by default.</summary>
    public ValueRange OutputRange { get; init; } = new(0, 1);

    /// <summary>Values of the mask; hole 0 and valid 1 by default.</summary>
    public MaskValues MaskValues { get; init; } = new(Hole: 0, Valid: 1);

    /// <summary>Value that holes have in the image, in units of <see cref="ImageRange"/>; null, the default, for models that mask the image
    /// themselves.</summary>
    public float? HoleColor { get; init; }

    /// <summary>Pixels by which the model sees its holes grown, 0 by default: for models that mix what was there into a hole's
    /// rim.</summary>
    public int HoleGrowth { get; init; }

    /// <summary>Sides are padded to a multiple of this where the model has no fixed size, 1 by default.</summary>
    public int SizeMultiple { get; init; } = 1;

    /// <summary>Images a call, where the model itself leaves it open but takes no other number; null by default.</summary>
    public int? Batch { get; init; }

    /// <summary>Reads a JSON file; what it does not name keeps its default.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no description.</exception>
    public static InpaintingModelDescription Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"There is no model description '{path}'. Pass a JSON file, or one of {string.Join(", ", Known.Select(k => k.Name))}.",
                path);
        }

        try
        {
            var description = JsonSerializer.Deserialize<InpaintingModelDescription>(File.ReadAllText(path), Json) ?? new();
            description.Validate();
            return description;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The model description '{path}' cannot be read: " +
                $"{(e is JsonException json ? JsonProblem.Describe(json, typeof(InpaintingModelDescription), Json) : e.Message)}", e);
        }
    }

    /// <summary>Writes all of it as JSON, under a temporary name until it is whole.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));

    internal void Validate()
    {
        Check(ImageInput is { Length: > 0 } && Output is { Length: > 0 }
            && MaskInput is not "",
            "an input or the output has no name. Name each as the model does; maskInput is null where the mask is a fourth channel");
        Check(MaskInput != ImageInput,
            $"image and mask are both input '{ImageInput}'. Set maskInput to null where the mask is a fourth channel");
        Check(Enum.IsDefined(Layout) && Enum.IsDefined(ChannelOrder)
            && Enum.IsDefined(MaskChannel), "layout, channelOrder or maskChannel is none of their values");
        Check(IsRange(ImageRange.Black, ImageRange.White),
            $"imageRange is {ImageRange.Black} to {ImageRange.White}, expected two values that differ, as in 0 and 1");
        Check(IsRange(OutputRange.Black, OutputRange.White),
            $"outputRange is {OutputRange.Black} to {OutputRange.White}, expected two values that differ, as in 0 and 255");
        Check(IsRange(MaskValues.Hole, MaskValues.Valid),
            $"maskValues are {MaskValues.Hole} for a hole and {MaskValues.Valid} for valid, " +
            $"expected two values that differ, as in 1 and 0");
        Check(HoleColor is null || float.IsFinite(HoleColor.Value), "holeColor is no number");
        Check(HoleGrowth >= 0, $"holeGrowth is {HoleGrowth}, expected 0 or more pixels");
        Check(SizeMultiple >= 1, $"sizeMultiple is {SizeMultiple}, expected 1 or more");
        Check(Batch is null or >= 1, $"batch is {Batch}, expected 1 or more, or null for any");

        static bool IsRange(float a, float b) => float.IsFinite(a) && float.IsFinite(b) && a != b;

        static void Check(bool isRight, string error)
        {
            if (!isRight)
            {
                throw new ArgumentException($"In the model's description {error}.");
            }
        }
    }
}
