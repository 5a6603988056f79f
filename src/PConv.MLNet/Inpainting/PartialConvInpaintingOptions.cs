using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet;

/// <summary>Columns, model and device of <c>mlContext.Transforms.InpaintPartialConv</c>.</summary>
/// <remarks>
/// Columns of pictures hold images (MLImage), paths of files (text), encoded files (vectors of bytes) or vectors of floats [3, H, W],
/// RGB, for masks also [1, H, W] and [H, W].
/// </remarks>
public sealed record PartialConvInpaintingOptions
{
    /// <summary>Name of the column to make: images of the size of the input's.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Name of the column of pictures to fill.</summary>
    public required string ImageColumnName { get; init; }

    /// <summary>Name of the column of masks, each of the size of its image; null (the default) takes what is transparent in the image as hole.</summary>
    public string? MaskColumnName { get; init; }

    /// <summary>Name of a second column to make, or null, the default: images of the filled holes alone, transparent elsewhere.</summary>
    public string? FilledHolesColumnName { get; init; }

    /// <summary>Name of a third column to make, or null, the default: what the network gave, float [3, H, W], RGB, about [0, 1], before it is composed and rounded.</summary>
    public string? NetworkOutputColumnName { get; init; }

    /// <summary>An ONNX model file; the built-in model if this and <see cref="Model"/> are null, the default.</summary>
    public string? ModelFile { get; init; }

    /// <summary>An ONNX model in memory, in place of <see cref="ModelFile"/>; null by default.</summary>
    public byte[]? Model { get; init; }

    /// <summary>What white means in a mask; the hole by default. Not used on alpha.</summary>
    public MaskPolarity MaskPolarity { get; init; } = MaskPolarity.WhiteIsHole;

    /// <summary>The lowest grey value that counts as white, and the lowest alpha that counts as opaque; 128 by default.</summary>
    public byte MaskThreshold { get; init; } = 128;

    /// <summary>Value of full intensity in vectors of floats: 1 by default, 255 for what ExtractPixels gives.</summary>
    public float VectorMaximum { get; init; } = 1;

    /// <summary>The most images in one call of the model, 4 by default. Images of equal padded size share a call; results do not depend on it.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Device and threads; the CPU with one thread a core by default.</summary>
    public OnnxInpainterOptions Scoring { get; init; } = new();

    internal InpaintingModel OpenModel() =>
        Model is not null ? InpaintingModel.FromBytes(Model) : ModelFile is not null ? InpaintingModel.FromFile(ModelFile) : InpaintingModel.BuiltIn;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        foreach (var (value, name) in new[] { (MaskColumnName, nameof(MaskColumnName)), (FilledHolesColumnName, nameof(FilledHolesColumnName)), (NetworkOutputColumnName, nameof(NetworkOutputColumnName)) })
        {
            if (value is "")
            {
                throw new ArgumentException($"{name} is empty. Name a column, or leave it null.", name);
            }
        }

        string?[] outputs = [OutputColumnName, FilledHolesColumnName, NetworkOutputColumnName];
        if (outputs.OfType<string>().GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two columns to make are both called '{twice.Key}'. Give each a name of its own.");
        }

        if (ModelFile is not null && Model is not null)
        {
            throw new ArgumentException($"{nameof(ModelFile)} and {nameof(Model)} are both given. Choose one.");
        }

        if (MaskThreshold == 0)
        {
            throw new ArgumentException("MaskThreshold 0 makes every mask pixel white. Take 1 to 255.");
        }

        if (!(VectorMaximum > 0 && float.IsFinite(VectorMaximum)))
        {
            throw new ArgumentException($"VectorMaximum is {VectorMaximum}, expected the value of full intensity: 1 or 255.");
        }

        if (BatchSize < 1)
        {
            throw new ArgumentException($"BatchSize is {BatchSize}, expected at least 1.");
        }
    }
}
