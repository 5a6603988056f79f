using System.Text.Json;
using System.Text.Json.Serialization;

namespace PConv.MLNet;

/// <summary>What a fitted transformer is made of.</summary>
/// <param name="Options">Columns, and model or method.</param>
/// <param name="Image">The form of the images it was fitted on.</param>
/// <param name="Mask">The form of their masks; null where they are the images' alpha.</param>
sealed record FittedInpainting(InpaintingOptions Options, ImageForm Image, ImageForm? Mask)
{
    static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>As JSON, with the model's bytes inside if the options have them.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    public InpaintingTransformer ToTransformer() =>
        Options is ClassicalInpaintingOptions ? new ClassicalInpaintingTransformer(this) : new PartialConvInpaintingTransformer(this);

    public static FittedInpainting Parse(string text) => JsonSerializer.Deserialize<FittedInpainting>(text, Json)!;
}
