using System.Text.Json;
using System.Text.Json.Serialization;

namespace PConv.MLNet;

/// <summary>The saved state of a fitted transformer.</summary>
/// <param name="Options">Columns, and model or method.</param>
/// <param name="Image">Form of the image column used for fitting.</param>
/// <param name="Mask">Form of the mask column; null if the masks are the images' alpha.</param>
sealed record FittedInpainting(InpaintingOptions Options, ImageForm Image, ImageForm? Mask)
{
    static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Serializes to JSON, including the model's bytes if the options contain them.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    public InpaintingTransformer ToTransformer() => new(this);

    public static FittedInpainting Parse(string text) => JsonSerializer.Deserialize<FittedInpainting>(text, Json)!;
}
