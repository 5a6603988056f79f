using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet;

namespace Microsoft.ML;

/// <summary>Inpainting in <c>mlContext.Transforms</c>.</summary>
/// <remarks>
/// Using it also tells ML.NET that a plain <see cref="MLImage"/> property is an image of any size, so that rows with images
/// can be read and written as objects; ML.NET itself only knows images of one size there.
/// </remarks>
public static class InpaintingCatalog
{
    static InpaintingCatalog() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    /// <summary>Fills the holes of images with a partial-convolution network (Liu et al., ECCV 2018).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Column to make: images of the input's size; known pixels bit by bit, holes filled and opaque.</param>
    /// <param name="imageColumnName">Column of images.</param>
    /// <param name="maskColumnName">Column of masks, images of the same size; white means hole.</param>
    /// <param name="modelFile">An ONNX model file, or null for the built-in model.</param>
    /// <example><code>
    /// var pipeline = ml.Transforms.LoadImages("Image", folder, "ImagePath")
    ///     .Append(ml.Transforms.LoadImages("Mask", folder, "MaskPath"))
    ///     .Append(ml.Transforms.InpaintPartialConv("Output", "Image", "Mask"));
    /// </code></example>
    public static PartialConvInpaintingEstimator InpaintPartialConv(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string maskColumnName, string? modelFile = null) =>
        catalog.InpaintPartialConv(new PartialConvInpaintingOptions
        {
            OutputColumnName = outputColumnName,
            ImageColumnName = imageColumnName,
            MaskColumnName = maskColumnName,
            ModelFile = modelFile,
        });

    /// <summary>Fills the holes of images with a partial-convolution network, with all options.</summary>
    public static PartialConvInpaintingEstimator InpaintPartialConv(this TransformsCatalog catalog, PartialConvInpaintingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(options);
    }
}
