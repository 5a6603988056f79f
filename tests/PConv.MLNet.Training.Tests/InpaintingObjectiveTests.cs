using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class InpaintingObjectiveTests : TorchTest
{
    static readonly string[] AllTerms = ["Valid", "Hole", "Perceptual", "StyleOut", "StyleComp", "TotalVariation"];

    readonly FeatureNetwork features = LossCases.Network();

    public static TheoryData<string> Masks => LossCases.Masks;

    public override void Dispose()
    {
        features.Dispose();
        base.Dispose();
    }

    static double Value(Tensor scalar) => Doubles(scalar)[0];

    static void Relative(double expected, double actual, string name) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{name}: expected {expected}, got {actual}.");

    [Fact]
    public void Total_OfRandomImages_IsAScalarThatTakesAGradient()
    {
        var (output, target, mask) = (Uniform([2, 3, 8, 8], 1).requires_grad_(), Uniform([2, 3, 8, 8], 2), RandomMask(2, 8, 8, 3));

        var loss = new InpaintingObjective(LossWeights.Paper, features).Of(output, target, mask);
        loss.Total.backward();

        Assert.Empty(loss.Total.shape);
        Assert.Equal(AllTerms, loss.Terms.Select(t => t.Name));
        Assert.All(loss.Terms, t => Assert.Empty(t.Value.shape));
        Assert.Equal(output.shape, output.grad!.shape);
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public void TermsTotalAndGradient_OfFormulaMadeImages_ArePyTorchs(string mask)
    {
        var row = LossCases.Expected.Losses.Single(r => r.Mask == mask);
        var (output, target, valid) = LossCases.Make(mask);

        var loss = new InpaintingObjective(LossWeights.Paper, features).Of(output.requires_grad_(), target, valid);
        loss.Total.backward();

        Assert.Equal(AllTerms, loss.Terms.Select(t => t.Name));
        Assert.All(loss.Terms, term => Relative(row.Terms[term.Name], Value(term.Value), term.Name));
        Relative(row.Total, Value(loss.Total), "total");
        Relative(row.Gradient.SumOfAbsolutes, Doubles(output.grad!).Sum(Math.Abs), "sum of absolutes");
        Relative(row.Gradient.TimesOutput, Doubles(output.grad!).Zip(Doubles(output), (g, x) => g * x).Sum(), "times output");
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public void TermsAndGradient_InSinglePrecision_AreFiniteAndTheSame(string mask)
    {
        var row = LossCases.Expected.Losses.Single(r => r.Mask == mask);
        using var single = FeatureNetwork.Load(LossCases.PathOf("features.safetensors"));
        var (output, target, valid) = LossCases.Make(mask);
        output = output.to_type(ScalarType.Float32).requires_grad_();

        var loss =
            new InpaintingObjective(LossWeights.Paper, single).Of(output, target.to_type(ScalarType.Float32),
                valid.to_type(ScalarType.Float32));
        loss.Total.backward();

        Assert.All(loss.Terms, term => Assert.Equal(row.Terms[term.Name], Value(term.Value), 1e-5 * Math.Max(1, row.Terms[term.Name])));
        Assert.All(Floats(output.grad!), g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void Gradient_OfTheWholeLoss_EqualsCentralDifferences()
    {
        var (output, target, mask) = (Uniform([1, 3, 8, 8], 1).requires_grad_(), Uniform([1, 3, 8, 8], 2), RandomMask(1, 8, 8, 3));
        var objective = new InpaintingObjective(LossWeights.Paper with { Style = 12 }, features);

        CheckGradient(() => objective.Of(output, target, mask).Total, output);
    }

    [Fact]
    public void Gradient_OfTheTarget_IsNeverComputedThroughTheFeatures()
    {
        var (output, target, mask) =
            (Uniform([1, 3, 8, 8], 1), Uniform([1, 3, 8, 8], 2).requires_grad_(), ones([1, 1, 8, 8], ScalarType.Float64));

        // Without holes I_out is constant and I_comp is I_gt: only Ψ(I_gt) itself could take a gradient to StyleOut.
        var loss = new InpaintingObjective(LossWeights.Paper, features).Of(output, target, mask);

        Assert.All(Doubles(autograd.grad([loss.Terms.Single(t => t.Name == "StyleOut").Value], [target], allow_unused: true)[0]),
            g => Assert.Equal(0, g));
    }

    [Fact]
    public void Total_WithoutFeatures_IsTheWeightedPixelTerms()
    {
        var (output, target, mask) = (Uniform([2, 3, 6, 5], 1), Uniform([2, 3, 6, 5], 2), RandomMask(2, 6, 5, 3));

        var loss = new InpaintingObjective(new() { Valid = 2, Hole = 5, TotalVariation = .5 }).Of(output, target, mask);

        Assert.Equal([("Valid", 2), ("Hole", 5), ("TotalVariation", .5)], loss.Terms.Select(t => (t.Name, t.Weight)));
        Assert.Equal(
            2 * Value(InpaintingLoss.Valid(output, target, mask)) + 5 * Value(InpaintingLoss.Hole(output, target, mask))
            + .5 * Value(InpaintingLoss.TotalVariation(output, target, mask)),
            Value(loss.Total), 1e-12);
    }

    [Fact]
    public void Terms_OfWeightZero_AreNotComputed()
    {
        // too small for the features
        var (output, target, mask) = (Uniform([1, 3, 2, 2], 1), Uniform([1, 3, 2, 2], 2), RandomMask(1, 2, 2, 3));

        var loss =
            new InpaintingObjective(new() { Hole = 0, Perceptual = 0, Style = 0, TotalVariation = 0 }, features).Of(output, target, mask);

        Assert.Equal(["Valid"], loss.Terms.Select(t => t.Name));
        Assert.Throws<ArgumentException>(() => new InpaintingObjective(new() { Style = 0 }, features).Of(output, target, mask));
    }

    [Theory]
    [InlineData(0, .25)]
    [InlineData(1, .5)]
    [InlineData(3, 1)]
    [InlineData(1_000_000, 1)]
    [InlineData(null, 1)]
    public void Weights_InWarmup_RiseInEqualPartsAndTheTotalWithThem(int? step, double share)
    {
        var (output, target, mask) = LossCases.Make("block");
        var objective =
            new InpaintingObjective(new() { Valid = 0, Hole = 0, Perceptual = 0, Style = new(120, 4), TotalVariation = new(8, 4) },
                features);

        var loss = objective.Of(output, target, mask, step);

        Assert.Equal([("StyleOut", 120 * share), ("StyleComp", 120 * share), ("TotalVariation", 8 * share)],
            loss.Terms.Select(t => (t.Name, t.Weight)));
        Assert.Equal(share * Value(objective.Of(output, target, mask).Total), Value(loss.Total), 1e-9);
    }

    [Fact]
    public void Values_AreTheTermsNumbersAndTheirNamesInWords()
    {
        var image = full([1, 3, 4, 4], .25, ScalarType.Float64);
        var mask = cat([ones([1, 1, 4, 2], ScalarType.Float64), zeros([1, 1, 4, 2], ScalarType.Float64)], 3);

        var loss = new InpaintingObjective(new() { TotalVariation = 0 }).Of(image * 2, image, mask);
        var broken = new InpaintingObjective(new() { TotalVariation = 0 }).Of(image / zeros([1], ScalarType.Float64), image, mask);

        Assert.Equal([("Valid", .125), ("Hole", .125)], loss.Values());
        Assert.Equal("Valid 0.125, Hole 0.125", $"{loss}");
        Assert.Contains("NaN", $"{broken}");
    }

    [Fact]
    public void Of_OtherShapes_SaysGotAndExpected()
    {
        var e = Assert.Throws<ArgumentException>(() =>
            new InpaintingObjective(new()).Of(zeros([1L, 3L, 4L, 4L]), zeros([1L, 3L, 4L, 4L]), zeros([1L, 3L, 4L, 4L])));

        Assert.Equal(
            "Output is [1, 3, 4, 4], target [1, 3, 4, 4] and mask [1, 3, 4, 4], expected [N, 3, H, W] twice and [N, 1, H, W] with 1 = " +
            "valid.", e.Message);
        Assert.Throws<ArgumentException>(() =>
            new InpaintingObjective(new()).Of(zeros([1L, 3L, 4L, 4L]), zeros([1L, 3L, 4L, 5L]), zeros([1L, 1L, 4L, 4L])));
    }

    [Fact]
    public void Of_StepAfterStep_LeavesNoTensorAlive()
    {
        var (output, target, mask) = LossCases.Make("scattered");
        var objective = new InpaintingObjective(LossWeights.Paper, features);
        GC.Collect();
        GC.WaitForPendingFinalizers(); // what other tests left must not be counted off meanwhile
        var counts = Enumerable.Range(0, 4).Select(step =>
        {
            using var scope = NewDisposeScope();
            var loss = objective.Of(output, target, mask, step);
            var kept = Tensor.TotalCount;
            _ = loss.Values();
            Assert.Equal(kept, Tensor.TotalCount);
            return kept;
        }).ToArray();

        Assert.Single(counts.Distinct());
        Assert.Equal(7, counts[0] - Tensor.TotalCount); // the total and six terms
    }
}
