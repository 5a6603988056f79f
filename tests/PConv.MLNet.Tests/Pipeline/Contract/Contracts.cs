using Microsoft.ML;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>The contract of <c>InpaintPartialConv</c>.</summary>
public sealed class InpaintPartialConvContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.InpaintPartialConv("Output", image, "Mask", Bench.Model);
}

/// <summary>The same with all its columns.</summary>
public sealed class InpaintPartialConvColumnsContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") => Bench.ML.Transforms.InpaintPartialConv(
        Bench.Options with { ImageColumnName = image, FilledHolesColumnName = "Holes", NetworkOutputColumnName = "Raw" });
}

/// <summary>The contract of <c>InpaintHarmonic</c>.</summary>
public sealed class InpaintHarmonicContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.InpaintHarmonic("Output", image, "Mask");
}

/// <summary>The contract of <c>InpaintBiharmonic</c>.</summary>
public sealed class InpaintBiharmonicContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.InpaintBiharmonic("Output", image, "Mask");
}

/// <summary>The contract of <c>InpaintEdgeEnhancing</c>.</summary>
public sealed class InpaintEdgeEnhancingContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.InpaintEdgeEnhancing("Output", image, "Mask");
}

/// <summary>The contract of <c>InpaintTelea</c>.</summary>
public sealed class InpaintTeleaContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.InpaintTelea("Output", image, "Mask", radius: 3);
}

/// <summary>The contract of <c>InpaintNavierStokes</c>.</summary>
public sealed class InpaintNavierStokesContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.InpaintNavierStokes("Output", image, "Mask");
}

/// <summary>The contract of <c>InpaintPatchMatch</c>.</summary>
public sealed class InpaintPatchMatchContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.InpaintPatchMatch("Output", image, "Mask", seed: 3);
}

/// <summary>The contract of <c>GenerateIrregularMasks</c>.</summary>
public sealed class GenerateIrregularMasksContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.GenerateIrregularMasks("Output", image);
}

/// <summary>The same with masks of all kinds, augmented.</summary>
public sealed class GenerateIrregularMaskKindsContract : EstimatorContract
{
    protected override IEstimator<ITransformer> Estimator(string image = "Image") =>
        Bench.ML.Transforms.GenerateIrregularMasks("Output", image,
            new() { Kinds = MaskKindWeights.All, Augmentation = new() });
}
