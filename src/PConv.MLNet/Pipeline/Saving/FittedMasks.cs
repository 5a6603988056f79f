using System.Text.Json;

namespace PConv.MLNet;

/// <summary>What a transformer that draws masks is made of.</summary>
/// <param name="OutputColumnName">The column of masks.</param>
/// <param name="ImageColumnName">The column of images, or null.</param>
/// <param name="Options">What the masks look like.</param>
sealed record FittedMasks(string OutputColumnName, string? ImageColumnName, IrregularMaskGeneratingOptions Options)
{
    /// <summary>As JSON.</summary>
    public string ToText() => JsonSerializer.Serialize(this);

    public static FittedMasks Parse(string text) => JsonSerializer.Deserialize<FittedMasks>(text)!;
}
