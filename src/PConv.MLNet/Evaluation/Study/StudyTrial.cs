using System.Text.Json;
using System.Text.Json.Serialization;

namespace PConv.MLNet.Evaluation;

/// <summary>Two fills of one image, side by side.</summary>
/// <param name="Id">Opaque id, the only information about the trial in the page.</param>
/// <param name="Image">The image's name.</param>
/// <param name="Class">The mask's class.</param>
/// <param name="Left">Method of the left image, the upper one on narrow screens.</param>
/// <param name="Right">Method of the right image.</param>
/// <param name="Repeats">Id of the trial that it shows again with the sides swapped; null for most.</param>
sealed record StudyTrial(
    string Id, string Image, [property: JsonConverter(typeof(MaskClassByName))] MaskClass Class, string Left, string Right,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Repeats = null);

/// <summary>Reads and writes mask classes as names such as <c>"0.1-0.2_N"</c>.</summary>
sealed class MaskClassByName : JsonConverter<MaskClass>
{
    public override MaskClass Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString();
        return MaskClass.All.FirstOrDefault(c => c.Name == name) ?? throw new JsonException($"No class of masks is called '{name}'.");
    }

    public override void Write(Utf8JsonWriter writer, MaskClass value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name);
}
