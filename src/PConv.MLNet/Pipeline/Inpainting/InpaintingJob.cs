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

    /// <param name="picture">The image to fill.</param>
    /// <param name="mask">A mask of the image's size.</param>
    /// <param name="options">Decides whether holes become opaque, as for masks from the alpha channel.</param>
    InpaintingJob(ColumnImage picture, Mask mask, InpaintingOptions options)
    {
        (ColumnImage, Mask) = (picture, mask);
        visible =
            new(picture.Colors, options.MaskColumnName is null ? null : picture.Opacity, mask, isWhole: options.NetworkColumn is not null);
    }

    public ColumnImage ColumnImage { get; }

    public Mask Mask { get; }

    public InpaintingInput Input => visible.Input;

    /// <summary>The composite: known pixels unchanged, holes filled.</summary>
    public RgbImage? Filled { get; private set; }

    /// <summary>The network's output, float [3, H, W], if requested.</summary>
    public float[]? NetworkOutput { get; private set; }

    /// <summary>Combines an image with a mask. A job without holes is already finished.</summary>
    /// <param name="picture">The image to fill.</param>
    /// <param name="mask">The mask image; ignored if the options use the alpha channel.</param>
    /// <param name="options">Options for reading the mask.</param>
    /// <exception cref="ArgumentException">The sizes differ, or there is no mask.</exception>
    public static InpaintingJob Create(ColumnImage picture, ColumnImage? mask, InpaintingOptions options)
    {
        var holes = options.MaskColumnName is null ? picture.ToMaskOfAlpha(options.MaskThreshold)
            : mask is not null ? mask.ToMask(options.MaskPolarity, options.MaskThreshold)
            : throw new ArgumentException("there is an image but no mask. Give it a black mask if it has no holes.");
        holes.EnsureCovers(picture.Colors.Size);
        holes = holes.Grow(options.Grow);
        return new(picture, holes, options) { Filled = holes.HoleCount == 0 && options.NetworkColumn is null ? picture.Colors : null };
    }

    /// <summary>Finishes the job with an inpainter's result.</summary>
    public void Finish(RgbImage filled) => (Filled, opacity) = visible.Finish(filled);

    /// <summary>Finishes the job with the network's output.</summary>
    public void Finish(ReadOnlySpan<float> planes, ImageSize padded, bool keepNetworkOutput)
    {
        Finish(PlanarLayout.ReadHoles(Input.Image, Input.Mask, planes, padded));
        NetworkOutput = keepNetworkOutput ? PlanarLayout.Crop(planes, padded, Input.Image.Size) : null;
    }

    /// <summary>A new image of the composite, in the form of the input.</summary>
    public MLImage ToOutput() => ColumnImage.With(Filled!, opacity, Mask);

    /// <summary>A new image with the filled holes only.</summary>
    public MLImage ToFilledHoles() => ColumnImage.Holes(Filled!, opacity, Mask);
}
