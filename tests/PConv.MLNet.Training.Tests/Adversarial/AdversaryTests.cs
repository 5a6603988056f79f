using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TinyTraining;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>A discriminator beside a network, alone and in trainings.</summary>
public sealed class AdversaryTests : TorchTest
{
    static readonly TrainingOptions Adversarial = Options with { Loss = new() { Adversarial = new(.1, 2) }, GradientClip = 1 };

    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    static float[][] Weights(Adversary adversary) => [.. adversary.Parameters.Select(p => Floats(p))];

    [Fact]
    public void Create_WithoutTheTerm_IsNull()
    {
        Assert.Null(Adversary.Create(Options, CPU));
    }

    [Fact]
    public void Create_DrawsTheWeightsOfTheSeed_WhateverWasDrawnBefore()
    {
        using var first = Adversary.Create(Adversarial, CPU)!;
        _ = rand(5);
        using var second = Adversary.Create(Adversarial, CPU)!;
        using var other = Adversary.Create(Adversarial with { Seed = 1 }, CPU)!;

        Assert.Equal(Weights(first), Weights(second));
        Assert.NotEqual(Weights(first)[0], Weights(other)[0]);
    }

    [Fact]
    public void Learn_AndStep_LowerTheDiscriminatorsLossAndLeaveTheFillAlone()
    {
        using var adversary = Adversary.Create(Adversarial with { DiscriminatorLearningRate = 1e-3 }, CPU)!;
        var (target, mask) = (Uniform([2, 3, 16, 16], 1).to_type(float32), RandomMask(2, 16, 16, 2).to_type(float32));
        var composite = (target * mask).requires_grad_();
        List<double> losses = [];
        for (var step = 0; step < 30; step++)
        {
            losses.Add(adversary.Learn(composite, target, mask));
            adversary.Step(SingleProcess.Instance, step);
        }

        Assert.InRange(losses[0], 1.5, 2.5); // D is near 0
        Assert.True(losses[^1] < .5 * losses[0], $"The loss went {string.Join(" ", losses.Select(l => l.ToString("F3")))}.");
        Assert.Null(composite.grad);
    }

    [Fact]
    public void AddTo_AddsTheWeightedTermLast_WhoseGradientReachesTheFillAlone()
    {
        using var adversary = Adversary.Create(Adversarial, CPU)!;
        var composite = Uniform([1, 3, 16, 16], 1).to_type(float32).requires_grad_();
        var hole = composite.mean();

        var loss = adversary.AddTo(new(hole.mul(2), [new("Hole", hole, 2)]), composite, RandomMask(1, 16, 16, 2).to_type(float32), step: 0);
        loss.Total.backward();

        Assert.Equal(["Hole", "Adversarial"], loss.Terms.Select(t => t.Name));
        Assert.Equal(.05, loss.Terms[1].Weight, 1e-12); // half of the warm-up
        Assert.Equal(2 * loss.Values()[0].Value + .05 * loss.Values()[1].Value, loss.Total.item<float>(), 1e-6);
        Assert.True(Floats(composite.grad!).Distinct().Count() > 1);
        Assert.All(adversary.Parameters, parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void Train_WithTheTerm_ReportsItAndTheDiscriminatorAndLearnsOtherBitsThanWithout()
    {
        var reports = new List<TrainingProgress>();
        var weights = Train(Adversarial, folder["a"], reports.Add);

        Same(weights, Train(Adversarial, folder["b"]));
        Assert.NotEqual(weights["PConv1.weight"].Values, Train(Options with { GradientClip = 1 }, folder["c"])["PConv1.weight"].Values);
        Assert.All(reports, r => Assert.Equal(["Valid", "Hole", "TotalVariation", "Adversarial", "Discriminator"], r.Terms.Keys));
        Assert.All(reports, r => Assert.InRange(r.Terms["Discriminator"], .5, 3));
        Assert.Contains(",loss_adversarial,loss_discriminator,", File.ReadLines(folder["a/metrics.csv"]).First());
        Assert.DoesNotContain("adversarial", File.ReadLines(folder["c/metrics.csv"]).First());
    }

    [Fact]
    public void Train_WithATermOfNearlyNoWeight_StartsAndLearnsAsWithoutIt() =>
        Same(Train(Options, folder["without"]), Train(Options with { Loss = new() { Adversarial = 1e-30 } }, folder["with"]));

    [Fact]
    public void Train_WithTheTerm_ValidatesWithoutIt()
    {
        var (with, without) = (new List<double?>(), new List<double?>());
        var options = Options with { Steps = 1 };

        Train(options with { Loss = new() { Adversarial = 1e-30 } }, folder["with"], p => with.Add(p.ValidationLoss), validate: true);
        Train(options, folder["without"], p => without.Add(p.ValidationLoss), validate: true);

        Assert.Equal(without, with);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Train_Resumed_GivesTheSameBitsAsOneRun(int step)
    {
        var options = Adversarial with
        {
            CosineDecay = true,
            WarmupSteps = 2,
            FineTuneSteps = 2,
            BatchSize = 4,
            Accumulation = 2,
            EmaDecay = .9,
            FinalSize = 24,
            FinalFrom = .5,
        };
        var weights = Train(options, folder["whole"]);

        TrainUntil(step, options, folder["parts"]);

        Same(weights, Train(options, folder["parts"], resume: true));
        Assert.Equal(File.ReadAllBytes(folder["whole/step-000006/discriminator.bin"]),
            File.ReadAllBytes(folder["parts/step-000006/discriminator.bin"]));
    }

    [Fact]
    public void Accumulation_WithoutNormalization_EqualsTheWholeBatch()
    {
        var options = Adversarial with { Network = WithoutNorm(Options.Network), BatchSize = 4, Steps = 2, LearningRate = 1e-3 };
        var (whole, split) = (Train(options, folder["whole"]), Train(options with { Accumulation = 2 }, folder["split"]));

        Assert.All(NetworkWeights.Expected(whole.Spec),
            e => Assert.All(whole[e.Name].Values.Zip(split[e.Name].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5)));
    }

    [Fact]
    public void Train_ResumedFromACheckpointWithoutADiscriminator_StartsItAnewAndSaysSo()
    {
        TrainUntil(2, Options, folder["a"]);
        var reports = new List<string>();

        Train(Adversarial with { GradientClip = null, AcceptOtherOptions = true }, folder["a"], resume: true, report: reports.Add);

        Assert.Contains($"The checkpoint '{folder["a/step-000002"]}' has no discriminator. A new one is trained.", reports);
        Assert.True(File.Exists(folder["a/step-000006/discriminator.bin"]));
    }

    [Fact]
    public void Train_ResumedFromADamagedDiscriminator_SaysWhatToDo()
    {
        TrainUntil(2, Adversarial, folder["a"]);
        var file = folder["a/step-000002/discriminator.bin"];
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);

        var e = Assert.Throws<InvalidDataException>(() => Train(Adversarial, folder["a"], resume: true));

        Assert.StartsWith($"'{file}' is damaged. Remove the folder '", e.Message);
    }

    [Fact]
    public void Options_ThatAreImpossible_AreNamed()
    {
        static string Error(TrainingOptions options) => Assert.Throws<ArgumentException>(() => new PartialConvTrainer(options)).Message;

        Assert.Equal("DiscriminatorLearningRate is 0, expected a number above 0.",
            Error(Adversarial with { DiscriminatorLearningRate = 0 }));
        Assert.Equal("Crops of 4 px are too small for the discriminator of the loss weight Adversarial. Take at least 8 px.",
            Error(Adversarial with { Network = UNetSpec.WithWidth(4, 2), Size = 4 }));
    }
}
