using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static TorchSharp.torch;
using static PConv.MLNet.Training.Tests.TorchTesting;

namespace PConv.MLNet.Training.Tests;

public sealed class ValidationLossTests : TorchTest
{
    static readonly TrainingOptions Options = new() { Network = UNetSpec.WithWidth(4, 2), Size = 16, BatchSize = 2 };

    static readonly InpaintingObjective Objective = new(Options.Loss);

    readonly List<string> reports = [];
    readonly PartialConvUNet network = Samples.Network(Options.Network).ToNetwork();

    public override void Dispose()
    {
        network.Dispose();
        base.Dispose();
    }

    ValidationLoss Loss(IImageSource images, TrainingOptions? options = null) =>
        new(images, options ?? Options, Objective, device("cpu"), reports.Add);

    [Fact]
    public void Of_IsTheMeanOverAllCropsWhateverTheBatches()
    {
        var (two, five) = (Loss(new ListSource(5)), Loss(new ListSource(5), Options with { BatchSize = 5 }));
        using var noGradient = no_grad();
        var one = Loss(new ListSource(5), Options with { BatchSize = 1 }).Batches().Select(crop =>
        {
            var (_, target, mask) = crop.ToTensors(device("cpu"));
            return (double)Objective.Of(network.call(target, mask), target, mask).Total.item<float>();
        });

        Assert.Equal(one.Average(), two.Of(network, default).Loss, 1e-6);
        Assert.Equal(two.Of(network, default).Loss, five.Of(network, default).Loss, 1e-6);
        Assert.Equal([2, 2, 1], two.Batches().Select(batch => batch.Count));
    }

    [Fact]
    public void Of_AgainAndElsewhere_MeasuresTheSameCropsAndMasks()
    {
        var loss = Loss(new ListSource(3));

        Assert.Equal(loss.Of(network, default), loss.Of(network, default));
        Assert.Equal(loss.Of(network, default), Loss(new ListSource(3)).Of(network, default));
        Assert.NotEqual(loss.Of(network, default), Loss(new ListSource(3), Options with { Seed = 1 }).Of(network, default));
    }

    [Fact]
    public void Of_LeavesTheNetworkInTrainingAndItsStatisticsAsTheyWere()
    {
        network.train();
        var before = network.ToWeights();

        Loss(new ListSource(3)).Of(network, default);

        Assert.True(network.training);
        var after = network.ToWeights();
        Assert.All(NetworkWeights.Expected(Options.Network), e => Assert.Equal(before[e.Name].Values, after[e.Name].Values));
    }

    [Fact]
    public void Of_KeepsNoTensors()
    {
        var loss = Loss(new ListSource(3));
        loss.Of(network, default);
        var before = LiveTensors;

        loss.Of(network, default);

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Batches_HaveTheSizeThatTrainingEndsWithAndTheMasksOfTheImages()
    {
        var mask = Samples.Hole(40, 48, 0, 0, 40, 48);
        var batch = Assert.Single(Loss(new ListSource(1) { Masks = _ => mask }, Options with { FinalSize = 32 }).Batches());

        Assert.Equal((32, 1), (batch.Size, batch.Count));
        Assert.All(batch.Masks, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Of_WithABadImage_LeavesItOutAndReportsItOnce()
    {
        var loss = Loss(new ListSource(3, 1));

        loss.Of(network, default);
        loss.Of(network, default);

        Assert.Equal(["Left out of the validation: image-1.jpg: The file breaks off."], reports);
        Assert.Equal(["image-0.jpg", "image-2.jpg"], loss.Batches().SelectMany(batch => batch.Names));
    }

    [Fact]
    public void Of_BadImagesAlone_SaysSo()
    {
        var e = Assert.Throws<InvalidDataException>(() => Loss(new ListSource(2, 0, 1)).Of(network, default));

        Assert.Equal("None of the 2 validation images can be read. Check their files.", e.Message);
    }

    [Fact]
    public void Of_WhenCanceled_Ends() =>
        Assert.Throws<OperationCanceledException>(() => Loss(new ListSource(2)).Of(network, new(canceled: true)));

    [Fact]
    public void Of_GivesTheMetricsOfTheCompositesOnBytes()
    {
        var loss = Loss(new ListSource(5));
        using var noGradient = no_grad();
        var scores = loss.Batches().SelectMany(batch =>
        {
            var (_, target, mask) = batch.ToTensors(device("cpu"));
            var output = TorchTesting.Floats(network.call(target, mask));
            return Enumerable.Range(0, batch.Count)
                .Select(i => InpaintingScore.Compute(batch.ImageAt(i), Batch.ImageOf(output, i, 16), batch.MaskAt(i)));
        }).ToArray();

        var metrics = loss.Of(network, default);

        Assert.Equal(scores.Average(s => s.L1Percent), metrics.L1Percent, 1e-9);
        Assert.Equal(scores.Average(s => s.Psnr), metrics.Psnr, 1e-9);
        Assert.Equal(scores.Average(s => s.Ssim), metrics.Ssim, 1e-9);
    }

    [Fact]
    public void Of_CropsTooSmallForSsim_GivesTheLossAlone()
    {
        var metrics = Loss(new ListSource(2), Options with { Size = 8 }).Of(network, default);

        Assert.True(metrics.Loss > 0);
        Assert.Equal((double.NaN, double.NaN, double.NaN), (metrics.L1Percent, metrics.Psnr, metrics.Ssim));
    }

    [Fact]
    public void First_AreTheFirstCropsOfAll()
    {
        var first = Loss(new ListSource(5, 1)).First(3)!;

        Assert.Equal(["image-0.jpg", "image-2.jpg", "image-3.jpg"], first.Names);
        Assert.Equal(["image-0.jpg", "image-2.jpg", "image-0.jpg"], Loss(new ListSource(3, 1)).First(3)!.Names); // an image's second crop
        Assert.Null(Loss(new ListSource(1, 0)).First(3));
    }
}
