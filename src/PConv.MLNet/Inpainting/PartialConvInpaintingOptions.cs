using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet;

/// <summary>Columns, model and device of <c>mlContext.Transforms.InpaintPartialConv</c>.</summary>
public sealed record PartialConvInpaintingOptions
{
    /// <summary>Name of the column to make: images of the size of the input's.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Name of the column of images to fill.</summary>
    public required string ImageColumnName { get; init; }

    /// <summary>Name of the column of mask images, each of the size of its image.</summary>
    public required string MaskColumnName { get; init; }

    /// <summary>An ONNX model file, or null for the built-in model, the default.</summary>
    public string? ModelFile { get; init; }

    /// <summary>What white means in a mask; the hole by default.</summary>
    public MaskPolarity MaskPolarity { get; init; } = MaskPolarity.WhiteIsHole;

    /// <summary>The lowest grey value that counts as white, 128 by default.</summary>
    public byte MaskThreshold { get; init; } = 128;

    /// <summary>Device and threads; the CPU with one thread a core by default.</summary>
    public OnnxInpainterOptions Scoring { get; init; } = new();

    internal void Validate()
    {
        foreach (var (value, name) in new[] { (OutputColumnName, nameof(OutputColumnName)), (ImageColumnName, nameof(ImageColumnName)), (MaskColumnName, nameof(MaskColumnName)) })
        {
            ArgumentException.ThrowIfNullOrEmpty(value, name);
        }

        if (MaskThreshold == 0)
        {
            throw new ArgumentException("MaskThreshold 0 makes every mask pixel white. Take 1 to 255.");
        }
    }
}
