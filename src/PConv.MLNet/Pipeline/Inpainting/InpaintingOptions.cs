using System.Text.Json.Serialization;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>The columns of a transform that fills holes, and how masks are read.</summary>
/// <remarks>
/// Image columns hold images (MLImage), file paths (text), encoded files (vectors of bytes) or vectors of floats [3, H, W], RGB, for masks
/// also [1, H, W] and [H, W].
/// </remarks>
[JsonDerivedType(typeof(PartialConvInpaintingOptions), "pconv")]
[JsonDerivedType(typeof(ClassicalInpaintingOptions), "classical")]
public abstract record InpaintingOptions
{
    private protected InpaintingOptions()
    {
    }

    /// <summary>Name of the output column: images of the input's size.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Name of the column of images to fill.</summary>
    public required string ImageColumnName { get; init; }

    /// <summary>Name of the column of masks, each of the size of its image; null (the default) treats transparent pixels of the image as
    /// holes.</summary>
    public string? MaskColumnName { get; init; }

    /// <summary>Name of a second output column with the filled holes only, transparent elsewhere; null, the default, for none.</summary>
    public string? FilledHolesColumnName { get; init; }

    /// <summary>What white is and means in a mask; the hole, from 128 on, by default. On alpha its threshold alone counts.</summary>
    public MaskReading MaskReading { get; init; } = new();

    /// <summary>Pixels by which holes grow before they are filled, 0 (the default) to 1,000: for masks that do not cover the object
    /// completely (<see cref="Mask.Grow"/>).</summary>
    public int Grow { get; init; }

    /// <summary>Value of full intensity in vectors of floats: 1 by default, 255 for the output of ExtractPixels.</summary>
    public float VectorMaximum { get; init; } = 1;

    /// <summary>Name of the column for the network's output, if any.</summary>
    internal virtual string? NetworkColumn => null;

    internal virtual void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        foreach (var (value, name) in new[] { (MaskColumnName, nameof(MaskColumnName)),
            (FilledHolesColumnName, nameof(FilledHolesColumnName)),
                (NetworkColumn, nameof(PartialConvInpaintingOptions.NetworkOutputColumnName)) })
        {
            if (value is "")
            {
                throw new ArgumentException($"{name} is empty. Name a column, or leave it null.", name);
            }
        }

        string?[] outputs = [OutputColumnName, FilledHolesColumnName, NetworkColumn];
        if (outputs.OfType<string>().GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two columns to make are both called '{twice.Key}'. Give each a name of its own.");
        }

        ArgumentNullException.ThrowIfNull(MaskReading);
        MaskReading.Validate();
        if (Grow is < 0 or > Mask.MaxGrowth)
        {
            throw new ArgumentException($"Grow is {Grow}, expected 0 to {Mask.MaxGrowth} pixels. Leave it out to fill holes as they are.");
        }

        if (!(VectorMaximum > 0 && float.IsFinite(VectorMaximum)))
        {
            throw new ArgumentException($"VectorMaximum is {VectorMaximum}, expected the value of full intensity: 1 or 255.");
        }
    }

    /// <summary>Opens the engine that fills holes.</summary>
    internal abstract IInpaintingEngine OpenEngine();
}
