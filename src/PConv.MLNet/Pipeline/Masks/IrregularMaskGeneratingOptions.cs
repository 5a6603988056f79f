using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>The masks that <c>mlContext.Transforms.GenerateIrregularMasks</c> draws. The defaults give the paper's class (0.2, 0.3], holes
/// anywhere.</summary>
public sealed record IrregularMaskGeneratingOptions
{
    /// <summary>Hole ratios above this, [0, 1). 0.2 by default.</summary>
    public double MinRatio { get; init; } = .2;

    /// <summary>Hole ratios up to this, (MinRatio, 1]. 0.3 by default.</summary>
    public double MaxRatio { get; init; } = .3;

    /// <summary>The class of hole ratios, in place of <see cref="MinRatio"/> and <see cref="MaxRatio"/>.</summary>
    public HoleRatioBucket HoleRatio
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            (MinRatio, MaxRatio) = (value.Low, value.High);
        }
    }

    /// <summary>Exactly this share of each image's pixels, (0, 1], rounded to whole ones, instead of a range; null, the default, to use
    /// the range.</summary>
    public double? FixedRatio { get; init; }

    /// <summary>Pixels along each side that stay valid: 0 (the paper's N masks) by default, 50 for its B masks.</summary>
    public int Border { get; init; }

    /// <summary>What the holes look like: brush strokes alone by default.</summary>
    public MaskKindWeights Kinds { get; init; } = MaskKindWeights.Only(MaskKind.Strokes);

    /// <summary>Rotation, flips, crops and dilation of the drawn masks; null, the default, for none.</summary>
    public MaskAugmentation? Augmentation { get; init; }

    /// <summary>The thinnest stroke as a share of the shorter side, 0.008 by default.</summary>
    public double MinStroke { get; init; } = .008;

    /// <summary>The thickest stroke as a share of the shorter side, 0.12 by default.</summary>
    public double MaxStroke { get; init; } = .12;

    /// <summary>Seed of the masks. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>What white means; the hole by default.</summary>
    public MaskPolarity Polarity { get; init; } = MaskPolarity.WhiteIsHole;

    /// <summary>Width of all masks in pixels; only without an image column, which otherwise determines it.</summary>
    public int? Width { get; init; }

    /// <summary>Height of all masks in pixels; only without an image column, which otherwise determines it.</summary>
    public int? Height { get; init; }

    /// <summary>Width and height, if both are given.</summary>
    internal ImageSize? FixedSize => Width is { } width && Height is { } height ? new(width, height) : null;

    /// <summary>The masks of images of one size.</summary>
    /// <exception cref="ArgumentException">No such mask fits the size; the message says what to change.</exception>
    internal IrregularMaskGenerator For(ImageSize size) => new(new()
    {
        Width = size.Width,
        Height = size.Height,
        MinRatio = MinRatio,
        MaxRatio = MaxRatio,
        FixedRatio = FixedRatio,
        Border = Border,
        Kinds = Kinds,
        Augmentation = Augmentation,
        MinStroke = MinStroke,
        MaxStroke = MaxStroke,
    }, Seed);

    internal void Validate(string? imageColumnName)
    {
        if (imageColumnName is not null && (Width ?? Height) is not null)
        {
            throw new ArgumentException(
                $"The masks have the sizes of the images in '{imageColumnName}'. Leave out Width and Height, or pass null for the image " +
                $"column.");
        }

        if (imageColumnName is null && FixedSize is null)
        {
            throw new ArgumentException(
                "Without an image column the masks need a size. Set Width and Height, or name the column of images.");
        }

        For(FixedSize ?? Largest); // if masks do not fit the largest image, they fit none
    }

    static ImageSize Largest { get; } = new((int)Math.Sqrt(ImageFile.MaxPixels), (int)Math.Sqrt(ImageFile.MaxPixels));
}
