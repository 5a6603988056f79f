using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class PartialConvUNetTests : TorchTest
{
    static readonly UNetSpec Spec = UNetSpec.WithWidth(4, 3);

    static Tensor Image(long n, long height, long width) => ((Uniform([n, 3, height, width], 1) + 1) / 2).to_type(ScalarType.Float32);

    static Tensor Holes(long n, long height, long width) => RandomMask(n, height, width, 2).to_type(ScalarType.Float32);

    [Theory]
    [InlineData(1, 8, 8)]
    [InlineData(2, 16, 40)]
    public void Forward_GivesAnImageOfTheSameSize(int n, int height, int width)
    {
        using var network = new PartialConvUNet(Spec);
        network.eval(); // one value a channel, as 8 × 8 leaves, has no variance to train with

        Assert.Equal([n, 3, height, width], network.call(Image(n, height, width), Holes(n, height, width)).shape);
    }

    [Theory]
    [InlineData(InitialFill.None, ConvolutionKind.Partial)]
    [InlineData(InitialFill.PullPush, ConvolutionKind.Partial)]
    [InlineData(InitialFill.None, ConvolutionKind.Plain)]
    public void Forward_WhatLiesUnderTheHoles_NeverMatters(InitialFill prior, ConvolutionKind convolution)
    {
        using var network = Samples.Network(UNetSpec.WithWidth(4, 3, prior, convolution)).ToNetwork();
        var (image, mask) = (Image(1, 16, 16), Holes(1, 16, 16));

        var expected = network.call(image, mask);
        var actual = network.call(image * mask + 1e6f * (1 - mask), mask);

        Assert.Equal(Floats(expected), Floats(actual));
    }

    [Fact]
    public void Forward_WithoutAKnownPixel_IsMidGray()
    {
        using var network = Samples.Network(Spec).ToNetwork();

        Assert.All(Floats(network.call(Image(1, 16, 16), zeros([1, 1, 16, 16]))), v => Assert.Equal(.5f, v));
    }

    [Fact]
    public void Forward_WithoutAKnownPixel_IsMidGrayEvenIfTheLastRowIsNormalized()
    {
        var last = Spec.Decoder[^1] with { BatchNorm = true };
        using var network = Samples.Network(new UNetSpec(Spec.Encoder, [.. Spec.Decoder.SkipLast(1), last])).ToNetwork();

        Assert.All(Floats(network.call(Image(1, 16, 16), zeros([1, 1, 16, 16]))), v => Assert.Equal(.5f, v));
    }

    [Fact]
    public void Forward_OfPlainConvolutions_FillsHolesWithMidGrayAndNeverLooksAtTheMaskAgain()
    {
        using var network = Samples.Network(UNetSpec.WithWidth(4, 3, convolution: ConvolutionKind.Plain)).ToNetwork();
        var (image, mask) = (Image(1, 16, 16), Holes(1, 16, 16));

        var expected = network.call(image * mask + .5f * (1 - mask), ones([1, 1, 16, 16]));

        Close(Doubles(expected), network.call(image, mask), 1e-6);
    }

    [Theory]
    [InlineData(InitialFill.PullPush, 0)]
    [InlineData(InitialFill.EdgeEnhancing, 6)]
    public void Forward_OfANewNetworkWithAPrior_IsThePrior(InitialFill kind, int head)
    {
        using var network = new PartialConvUNet(UNetSpec.WithWidth(4, 3, kind, head: head));
        var (image, mask) = (Image(1, 16, 16), Holes(1, 16, 16));

        var prior = FillPyramid.Fill(new((2 * image - 1) * mask, mask), 3, kind);

        Close(Doubles((prior + 1) / 2), network.call(image, mask), 1e-6);
    }

    [Theory]
    [InlineData(ConvolutionKind.Partial, 0)]
    [InlineData(ConvolutionKind.Partial, 6)]
    [InlineData(ConvolutionKind.Plain, 0)]
    public void Forward_OfANewNetworkThatIsGivenAFill_GivesItBack(ConvolutionKind convolution, int head)
    {
        using var network = new PartialConvUNet(UNetSpec.WithWidth(4, 3, InitialFill.Given, convolution, head));
        var (image, mask) = (Image(2, 16, 24), Holes(2, 16, 24));

        Close(Doubles(image), network.call(image, mask), 1e-6);
        Close(Doubles(image), network.call(image, zeros_like(mask)), 1e-6);
    }

    [Fact]
    public void Forward_GivenThePriorAsTheFill_IsThatOfTheNetworkWithThePrior()
    {
        var weights = Samples.Network(UNetSpec.WithWidth(4, 3, InitialFill.PullPush));
        using var own = weights.ToNetwork();
        using var given = new NetworkWeights(new(weights.Spec.Encoder, weights.Spec.Decoder, InitialFill.Given),
            NetworkWeights.Expected(weights.Spec).ToDictionary(e => e.Name, e => weights[e.Name])).ToNetwork();
        var (image, mask) = (Image(1, 16, 16), Holes(1, 16, 16));
        var fill = (FillPyramid.Fill(new((2 * image - 1) * mask, mask), 3, InitialFill.PullPush) + 1) / 2;

        var filled = image * mask + fill * (1 - mask);

        Close(Doubles(own.call(image, mask)), given.call(filled, mask), 1e-5);
        Assert.NotEqual(Floats(given.call(image, mask)), Floats(given.call(filled, mask)));
    }

    [Fact]
    public void Blocks_AreTheTablesRowsInOrder()
    {
        using var network = new PartialConvUNet(Spec);

        Assert.Equal(Spec.Layers().Select(l => l.Spec), network.Blocks.Select(b => b.Row));
        Assert.Equal(Spec.Layers().Select(l => (long)l.InChannels), network.Blocks.Select(b => b.Block.Conv.Weight.shape[1]));
    }

    [Fact]
    public void Constructor_WithTheSameSeed_MakesTheSameNetwork()
    {
        manual_seed(3);
        using var first = new PartialConvUNet(Spec);
        manual_seed(3);
        using var second = new PartialConvUNet(Spec);

        Assert.Equal(first.parameters().SelectMany(Floats), second.parameters().SelectMany(Floats));
    }

    [Fact]
    public void Forward_OfASizeThatIsNoMultiple_SaysWhichItNeeds()
    {
        using var network = new PartialConvUNet(Spec);
        var e = Assert.Throws<ArgumentException>(() => network.call(Image(1, 16, 20), Holes(1, 16, 20)));
        Assert.Equal("Image is 20×16, but 3 levels need sides that are multiples of 8. Pad with mask 0.", e.Message);
    }

    [Theory]
    [InlineData(new long[] { 1, 3, 8, 8 }, new long[] { 1, 3, 8, 8 })]
    [InlineData(new long[] { 1, 1, 8, 8 }, new long[] { 1, 1, 8, 8 })]
    [InlineData(new long[] { 3, 8, 8 }, new long[] { 1, 8, 8 })]
    public void Forward_OfOtherShapes_SaysGotAndExpected(long[] image, long[] mask)
    {
        using var network = new PartialConvUNet(Spec);
        var e = Assert.Throws<ArgumentException>(() => network.call(zeros(image), zeros(mask)));
        Assert.Equal(
            $"Image is [{string.Join(", ", image)}] and mask [{string.Join(", ", mask)}], expected [N, 3, H, W] and [N, 1, H, W] with 1 " +
            $"= valid.", e.Message);
    }

    [Theory]
    [InlineData(ConvolutionKind.Partial)]
    [InlineData(ConvolutionKind.Plain)]
    public void Gradient_ReachesEveryParameter(ConvolutionKind convolution)
    {
        using var network = new PartialConvUNet(Spec with { Convolution = convolution });
        var parameters = network.parameters().ToArray();

        var gradients = autograd.grad([network.call(Image(2, 16, 16), Holes(2, 16, 16)).square().sum()], parameters);

        Assert.All(gradients, g => Assert.Contains(Floats(g), v => v != 0));
    }
}
