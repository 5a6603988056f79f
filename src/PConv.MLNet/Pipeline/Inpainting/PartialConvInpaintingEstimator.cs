using Microsoft.ML;

namespace PConv.MLNet;

/// <summary>Fills the holes of images with a partial-convolution network. Fitting learns nothing: it loads the model.</summary>
/// <remarks>Made by <see cref="InpaintingCatalog.InpaintPartialConv(TransformsCatalog, string, string, string, string)"/>.</remarks>
public sealed class PartialConvInpaintingEstimator : InpaintingEstimator<PartialConvInpaintingTransformer>
{
    internal PartialConvInpaintingEstimator(PartialConvInpaintingOptions options)
        : base(options)
    {
    }

    private protected override PartialConvInpaintingTransformer Make(FittedInpainting fitted) => new(fitted);
}
