using Microsoft.ML.Data;
using PConv.MLNet;

namespace Microsoft.ML;

/// <summary>Inpainting in ML.NET's catalogs.</summary>
/// <remarks>From the first call on, rows with plain <see cref="MLImage"/> properties, of any size, can be read and written as
/// objects.</remarks>
public static partial class InpaintingCatalog
{
    /// <summary>Trainers, evaluation and loading.</summary>
    public static InpaintingOperationsCatalog Inpainting(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(context);
    }

    /// <summary>Fills the holes of images with a partial-convolution network (Liu et al., ECCV 2018).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the output column: images of the input's size; known pixels are unchanged, holes are filled
    /// with the opacity of their surroundings.</param>
    /// <param name="imageColumnName">Name of the image column: images, file paths (text), encoded files (vectors of bytes) or float [3, H,
    /// W].</param>
    /// <param name="maskColumnName">Name of the mask column: masks of the images' sizes, white means hole; null treats transparent pixels
    /// of the image as holes.</param>
    /// <param name="modelFile">An ONNX model file, or null for the built-in model.</param>
    /// <example><code>
    /// var pipeline = ml.Transforms.LoadImages("Image", folder, "ImagePath")
    ///     .Append(ml.Transforms.LoadImages("Mask", folder, "MaskPath"))
    ///     .Append(ml.Transforms.InpaintPartialConv("Output", "Image", "Mask"));
    /// </code></example>
    public static InpaintingEstimator InpaintPartialConv(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string? maskColumnName, string? modelFile = null) =>
        catalog.InpaintPartialConv(new PartialConvInpaintingOptions
        {
            OutputColumnName = outputColumnName,
            ImageColumnName = imageColumnName,
            MaskColumnName = maskColumnName,
            ModelFile = modelFile,
        });

    /// <summary>Fills the holes of images with a partial-convolution network, with all options.</summary>
    /// <remarks>Runs on the context's <c>GpuDeviceId</c>, with its <c>FallbackToCpu</c>, unless <see
    /// cref="PartialConvInpaintingOptions.Scoring"/> names a GPU.</remarks>
    public static InpaintingEstimator InpaintPartialConv(this TransformsCatalog catalog, PartialConvInpaintingOptions options)
    {
        return new(options, ContextSettings.Of(catalog));
    }
}
