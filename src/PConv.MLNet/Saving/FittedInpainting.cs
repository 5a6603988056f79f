using System.Text.Json;
using System.Text.Json.Serialization;

namespace PConv.MLNet;

/// <summary>What a fitted transformer is made of.</summary>
/// <param name="Options">Columns, model and device.</param>
/// <param name="Image">The form of the pictures it was fitted on.</param>
/// <param name="Mask">The form of their masks; null where they are the images' alpha.</param>
sealed record FittedInpainting(PartialConvInpaintingOptions Options, PictureForm Image, PictureForm? Mask)
{
    static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>As JSON, with the model's bytes inside if the options have them.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    public static FittedInpainting Parse(string text) => JsonSerializer.Deserialize<FittedInpainting>(text, Json)!;
}
