using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Files;

namespace PConv.MLNet.Inference;

/// <summary>The tensor values of black and of full intensity, such as 0 and 1, 0 and 255, or −1 and 1.</summary>
[method: JsonConstructor]
public readonly record struct ValueRange(float Black, float White);

/// <summary>The values of hole and valid pixels in a mask tensor.</summary>
[method: JsonConstructor]
public readonly record struct MaskValues(float Hole, float Valid);

/// <summary>Input and output conventions of an inpainting model. The defaults are the convention of <c>pconv-train export</c>.</summary>
/// <remarks>
/// Element types (float or uint8), a fixed size and a fixed batch are read from the model itself. The model may composite or not: known
/// pixels are always copied from the image. In JSON, names are in camelCase and enumerations are strings: <c>{ "imageInput": "input",
/// "maskInput": null, "maskValues": { "hole": 1, "valid": 0 }, "holeColor": 0 }</c>.
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

    /// <summary>Convention of models written by <c>pconv-train export</c>: image, mask (1 = valid) and output are float in [0,
    /// 1].</summary>
    public static InpaintingModelDescription PartialConv { get; } = new() { Name = "PConv" };

    /// <summary>LaMa (Suvorov et al., WACV 2022) with the convention of its common 512×512 exports: mask 1 = hole, output 0 to
    /// 255.</summary>
    public static InpaintingModelDescription LaMa { get; } = new()
    {
        Name = "LaMa",
        MaskValues = new(Hole: 1, Valid: 0),
        OutputRange = new(0, 255),
        HoleColor = 0,
        SizeMultiple = 8,
    };

    /// <summary>The pipeline of MI-GAN (Sargsyan et al., ICCV 2023), with uint8 tensors, mask 255 = valid, and one image per
    /// call.</summary>
    /// <remarks>The model blends the image 3 pixels into its holes (3×3 maximum, 5×5 blur). Holes are grown by that amount so that the
    /// blending stays outside the original holes.</remarks>
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

    /// <summary>The predefined conventions.</summary>
    public static IReadOnlyList<InpaintingModelDescription> Known { get; } = [PartialConv, LaMa, MiGan];

    /// <summary>Name of the convention in messages.</summary>
    public string Name { get; init; } = "described";

    /// <summary>Name of the input for the image, or for image and mask as four channels; <c>image</c> by default.</summary>
    public string ImageInput { get; init; } = "image";

    /// <summary>Name of the one-channel input for the mask, <c>mask</c> by default; null if the mask is a channel of
    /// <see cref="ImageInput"/>.</summary>
    public string? MaskInput { get; init; } = "mask";

    /// <summary>Whether the mask comes before the colors in a four-channel input; by default it comes after them.</summary>
    public bool MaskFirst { get; init; }

    /// <summary>Name of the output for the filled image, <c>output</c> by default.</summary>
    public string Output { get; init; } = "output";

    /// <summary>Whether inputs and output are [N, H, W, C], as TensorFlow writes them; by default they are [N, C, H, W], as PyTorch writes
    /// them.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Whether the channels of input and output are blue, green, red, as OpenCV reads images; by default they are red, green,
    /// blue.</summary>
    public bool Bgr { get; init; }

    /// <summary>Value range of the input image; 0 to 1 by default.</summary>
    public ValueRange ImageRange { get; init; } = new(0, 1);

    /// <summary>Value range of the output; 0 to 1 by default.</summary>
    public ValueRange OutputRange { get; init; } = new(0, 1);

    /// <summary>Mask values; hole 0 and valid 1 by default.</summary>
    public MaskValues MaskValues { get; init; } = new(Hole: 0, Valid: 1);

    /// <summary>Value written into the holes of the input image, in units of <see cref="ImageRange"/>; null, the default, if the model
    /// masks the image itself.</summary>
    public float? HoleColor { get; init; }

    /// <summary>Pixels by which holes are grown in the model's mask input, 0 by default; for models that blend the original pixels into
    /// the rim of a hole.</summary>
    public int HoleGrowth { get; init; }

    /// <summary>Width and height are padded to a multiple of this if the model has no fixed size; 1 by default.</summary>
    public int SizeMultiple { get; init; } = 1;

    /// <summary>Batch size the model requires although its input shape does not fix it; null, the default, for any.</summary>
    public int? Batch { get; init; }

    /// <summary>Reads a JSON file; missing properties keep their defaults.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is not a valid description.</exception>
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

    /// <summary>Writes all properties as JSON, atomically through a temporary file.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));

    internal void Validate()
    {
        Check(ImageInput is { Length: > 0 } && Output is { Length: > 0 }
            && MaskInput is not "",
            "an input or the output has no name. Name each as the model does; maskInput is null where the mask is a fourth channel");
        Check(MaskInput != ImageInput,
            $"image and mask are both input '{ImageInput}'. Set maskInput to null where the mask is a fourth channel");
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
