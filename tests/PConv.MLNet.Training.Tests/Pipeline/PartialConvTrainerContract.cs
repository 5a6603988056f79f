using Microsoft.ML;
using PConv.MLNet.Networks;
using PConv.MLNet.Tests;

namespace PConv.MLNet.Training.Tests;

/// <summary>The contract of <c>Trainers.PartialConv</c>: what it fits is trained on the view and fills it.</summary>
public sealed class PartialConvTrainerContract : EstimatorContract
{
    readonly TrainerBench trainers = new();

    public override void Dispose()
    {
        trainers.Dispose();
        base.Dispose();
    }

    /// <remarks>There is nothing to learn from.</remarks>
    public override void Fit_OnAViewWithoutRows_Works() => Assert.Equal(
        "The view to train on has no rows. Check what it was loaded from.",
        Assert.Throws<ArgumentException>(() => Estimator().Fit(trainers.View<ContractRow>())).Message);

    protected override IEstimator<ITransformer> Estimator(string image = "Image") => trainers.With(o => o with
    {
        ImageColumnName = image,
        Training = o.Training with { Network = UNetSpec.WithWidth(2, 2), Steps = 1, BatchSize = 1, Size = 8 },
    });
}
