using System.Text.Json.Serialization;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>The columns of a transform that fills holes, and how masks are read.</summary>
/// <remarks>
/// Columns of images hold images (MLImage), paths of files (text), encoded files (vectors of bytes) or vectors of floats [3, H, W],
/// RGB, for masks also [1, H, W] and [H, W].
/// </remarks>
[JsonDerivedType(typeof(PartialConvInpaintingOptions), "pconv")]
[JsonDerivedType(typeof(ClassicalInpaintingOptions), "classical")]
public abstract record InpaintingOptions
{
    private protected InpaintingOptions()
    {
    }

    /// <summary>Name of the column to make: images of the size of the input's.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Name of the column of images to fill.</summary>
    public required string ImageColumnName { get; init; }

    /// <summary>Name of the column of masks, each of the size of its image; null (the default) takes what is transparent in the image as
    /// hole.</summary>
    public string? MaskColumnName { get; init; }

    /// <summary>Name of a second column to make, or null, the default: images of the filled holes alone, transparent elsewhere.</summary>
    public string? FilledHolesColumnName { get; init; }

    /// <summary>What white is and means in a mask; the hole, from 128 on, by default. On alpha its threshold alone counts.</summary>
    public MaskReading MaskReading { get; init; } = new();

    /// <summary>Pixels by which holes grow before they are filled, 0 (the default) to 1,000: for masks that leave a rim of what is to go
    /// (<see cref="Mask.Grow"/>).</summary>
    public int Grow { get; init; }

    /// <summary>Value of full intensity in vectors of floats: 1 by default, 255 for what ExtractPixels gives.</summary>
    public float VectorMaximum { get; init; } = 1;

    /// <summary>Name of the column of what a network gave, where there is one.</summary>
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

    /// <summary>Opens what fills.</summary>
    internal abstract IInpaintingEngine OpenEngine();
}
