using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>A row's image and mask and, when finished, the result.</summary>
sealed class InpaintingJob
{
    readonly VisibleFill visible;
    byte[]? opacity;

    /// <param name="image">The image to fill.</param>
    /// <param name="mask">A mask of the image's size.</param>
    /// <param name="options">Decides whether holes become opaque, as for masks from the alpha channel.</param>
    InpaintingJob(ColumnImage image, Mask mask, InpaintingOptions options)
    {
        (ColumnImage, Mask) = (image, mask);
        visible =
            new(image.Colors, options.MaskColumnName is null ? null : image.Opacity, mask, isWhole: options.NetworkColumn is not null);
    }

    public ColumnImage ColumnImage { get; }

    public Mask Mask { get; }

    public InpaintingInput Input => visible.Input;

    /// <summary>The composite: known pixels unchanged, holes filled.</summary>
    public RgbImage? Filled { get; private set; }

    /// <summary>What the network gave, float [3, H, W], where it was asked for.</summary>
    public float[]? NetworkOutput { get; set; }

    /// <summary>Lays a mask over an image; without holes there is nothing to infer and the job is finished.</summary>
    /// <param name="image">What to fill.</param>
    /// <param name="mask">The mask; not looked at where the options take the alpha channel.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="ArgumentException">The sizes differ, or there is no mask.</exception>
    public static InpaintingJob Create(ColumnImage image, Mask? mask, InpaintingOptions options)
    {
        if (options.MaskColumnName is null && image.Opacity is null)
        {
            throw new ArgumentException("the image has no transparent pixel, and without a mask column those are the holes. Name the "
                + "column of masks (MaskColumnName).");
        }

        var holes = options.MaskColumnName is null ? image.ToMaskOfAlpha(options.MaskReading.Threshold) : mask
            ?? throw new ArgumentException("there is an image but no mask. Give it a black mask if it has no holes.");
        holes.EnsureCovers(image.Colors.Size);
        holes = holes.Grow(options.Grow);
        return new(image, holes, options) { Filled = holes.HoleCount == 0 && options.NetworkColumn is null ? image.Colors : null };
    }

    /// <summary>Finishes the job with an inpainter's result.</summary>
    public void Finish(RgbImage filled) => (Filled, opacity) = visible.Finish(filled);

    /// <summary>A new image of the composite, in the form the image came in.</summary>
    public MLImage ToOutput() => ColumnImage.With(Filled!, opacity, Mask);

    /// <summary>A new image with the filled holes only.</summary>
    public MLImage ToFilledHoles() => ColumnImage.Holes(Filled!, opacity, Mask);
}
