using Microsoft.ML;

namespace PConv.MLNet;

/// <summary>Fills the holes of images by a method that needs no training.</summary>
/// <remarks>Made by <see cref="InpaintingCatalog"/>.</remarks>
public sealed class ClassicalInpaintingEstimator : InpaintingEstimator<ClassicalInpaintingTransformer>
{
    internal ClassicalInpaintingEstimator(ClassicalInpaintingOptions options)
        : base(options)
    {
    }

    private protected override ClassicalInpaintingTransformer Make(FittedInpainting fitted) => new(fitted);
}
