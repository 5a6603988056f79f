using System.Text.Json;

namespace PConv.MLNet;

/// <summary>The saved state of a transformer that draws masks.</summary>
/// <param name="OutputColumnName">The column of masks.</param>
/// <param name="ImageColumnName">The column of images, or null.</param>
/// <param name="Options">Options of the masks.</param>
sealed record FittedMasks(string OutputColumnName, string? ImageColumnName, IrregularMaskGeneratingOptions Options)
{
    /// <summary>Serializes to JSON.</summary>
    public string ToText() => JsonSerializer.Serialize(this);

    public static FittedMasks Parse(string text) => JsonSerializer.Deserialize<FittedMasks>(text)!;
}
