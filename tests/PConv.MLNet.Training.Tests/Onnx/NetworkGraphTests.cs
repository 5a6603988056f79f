using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>What the file computes, in every form, is what Torch computes: composited output, random weights and running
/// statistics.</summary>
public sealed class NetworkGraphTests
{
    static readonly NetworkWeights Weights = Samples.Network();
    static readonly byte[] Model = OnnxExport.ToBytes(Weights);

    static void Agree(NetworkWeights weights, RgbImage image, Mask mask, double tolerance = Comparison.Tolerance)
    {
        var (x, m, h, w) = (Comparison.Planes(image), Comparison.Plane(mask), image.Height, image.Width);
        var expected = Comparison.Torch(weights, x, m, 1, h, w);
        foreach (var form in Enum.GetValues<GraphForm>())
        {
            Comparison.Close(expected, Comparison.Onnx(OnnxExport.ToBytes(weights, new() { Form = form }), x, m, 1, h, w), tolerance,
                form.ToString());
        }
    }

    public static TheoryData<string> Masks => ["irregular", "other", "quarter", "stripe", "all holes", "no holes"];

    static Mask MaskOf(string name, int width, int height) => name switch
    {
        "irregular" => Samples.Irregular(width, height),
        "other" => Samples.Irregular(width, height, 5),
        "quarter" => Samples.Hole(width, height, width / 4, height / 4, width / 2, height / 2),
        "stripe" => Samples.Hole(width, height, 0, height / 2, width, 3),
        "all holes" => Mask.AllHoles(width, height),
        _ => Mask.AllValid(width, height),
    };

    [Theory]
    [MemberData(nameof(Masks))]
    public void Output_ForAMask_IsTorchs(string mask) => Agree(Weights, Samples.Image(64, 48), MaskOf(mask, 64, 48));

    [Theory]
    [MemberData(nameof(Masks))]
    public void Output_WithAPrior_IsTorchs(string mask) =>
        Agree(Samples.Network(UNetSpec.WithWidth(4, 3, InitialFill.PullPush)), Samples.Image(64, 48), MaskOf(mask, 64, 48));

    [Theory]
    [MemberData(nameof(Masks))]
    public void Output_WithAGivenFill_IsTorchs(string mask)
    {
        var holes = MaskOf(mask, 64, 48);

        Agree(Samples.Network(UNetSpec.WithWidth(4, 3, InitialFill.Given, head: 5)), Samples.WithOtherHoles(Samples.Image(64, 48), holes),
            holes);
    }

    [Fact]
    public void Output_WithAGivenFill_DependsOnIt()
    {
        var model = OnnxExport.ToBytes(Samples.Network(UNetSpec.WithWidth(4, 3, InitialFill.Given)));
        var (image, mask) = (Samples.Image(24, 16), Samples.Irregular(24, 16));
        float[] Output(RgbImage filled) => Comparison.Onnx(model, Comparison.Planes(filled), Comparison.Plane(mask), 1, 16, 24);

        Assert.NotEqual(Output(image), Output(Samples.WithOtherHoles(image, mask)));
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public void Output_WithEdgeEnhancementAndAHead_IsTorchs(string mask) =>
        Agree(Samples.Network(UNetSpec.WithWidth(4, 4, InitialFill.EdgeEnhancing, head: 5)), Samples.Image(64, 48), MaskOf(mask, 64, 48));

    [Theory]
    [MemberData(nameof(Masks))]
    public void Output_WithARefinement_IsTorchs(string mask)
    {
        var spec = UNetSpec.WithWidth(4, 5, InitialFill.EdgeEnhancing, head: 5) with { Refinement = FillRefinement.ThinPlate };

        // a residual is multiplied by 16 a level, and what was rounded with it; values reach 2.3, and a byte is 4e-3
        Agree(Samples.Network(spec), Samples.Image(64, 48), MaskOf(mask, 64, 48), 1e-3);
    }

    [Theory]
    [InlineData(37, 51, 2)]
    [InlineData(9, 130, 4)]
    [InlineData(1, 1, 3)]
    public void Output_WithARefinement_OfAnySizeAndDepth_IsTorchs(int width, int height, int levels)
    {
        var mask = width == 1 ? Mask.AllHoles(1, 1) : Samples.Hole(width, height, 1, 2, width / 2, height / 2);

        Agree(Samples.Network(UNetSpec.WithWidth(4, levels) with { Refinement = FillRefinement.ThinPlate }), Samples.Image(width, height),
            mask);
    }

    [Theory]
    [InlineData(InitialFill.None)]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    [InlineData(InitialFill.Given)]
    public void Output_OfPlainConvolutions_IsTorchs(InitialFill prior)
    {
        var weights = Samples.Network(UNetSpec.WithWidth(4, 3, prior, ConvolutionKind.Plain));

        Agree(weights, Samples.Image(64, 48), Samples.Irregular(64, 48));
        Agree(weights, Samples.Image(37, 51), Samples.Hole(37, 51, 1, 2, 18, 25));
        Agree(weights, Samples.Image(16, 16), Mask.AllHoles(16, 16));
    }

    [Theory]
    [InlineData(37, 51, InitialFill.None)]
    [InlineData(37, 51, InitialFill.PullPush)]
    [InlineData(1, 1, InitialFill.None)]
    [InlineData(1, 1, InitialFill.PullPush)]
    [InlineData(9, 8, InitialFill.None)]
    [InlineData(3, 40, InitialFill.PullPush)]
    [InlineData(37, 51, InitialFill.EdgeEnhancing)]
    [InlineData(1, 1, InitialFill.EdgeEnhancing)]
    [InlineData(37, 51, InitialFill.Given)]
    [InlineData(1, 1, InitialFill.Given)]
    public void Output_OfASizeThatIsNoMultiple_IsTorchsPaddedWithHolesAndCropped(int width, int height, InitialFill prior)
    {
        var mask = width == 1 ? Mask.AllHoles(1, 1) : Samples.Hole(width, height, 1, 2, width / 2, height / 2);

        Agree(Samples.Network(UNetSpec.WithWidth(4, 3, prior)), Samples.Image(width, height), mask);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    public void Output_OfAnotherDepth_IsTorchs(int width, int levels) =>
        Agree(Samples.Network(UNetSpec.WithWidth(width, levels)), Samples.Image(40, 33), Samples.Irregular(40, 33));

    [Fact]
    public void Output_OfATableUnlikeThePapers_IsTorchs()
    {
        // kernels 1 and 5 up the decoder, activations and normalization where the paper has none
        var spec = new UNetSpec(
            [new("A", 5, 2, 5, true, Activation.LeakyReLU), new("B", 1, 2, 3, false, Activation.None)],
            [new("C", 5, 1, 2, false, Activation.ReLU), new("D", 1, 1, 3, true, Activation.LeakyReLU)],
            InitialFill.PullPush);

        Agree(Samples.Network(spec), Samples.Image(20, 16), Samples.Irregular(20, 16));
        Agree(Samples.Network(new UNetSpec(spec.Encoder, spec.Decoder)), Samples.Image(20, 16), Samples.Hole(20, 16, 2, 2, 18, 14));
        Agree(Samples.Network(new UNetSpec(spec.Encoder, spec.Decoder)), Samples.Image(20, 16), Mask.AllHoles(20, 16));
    }

    [Theory]
    [InlineData(InitialFill.None)]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    [InlineData(InitialFill.Given)]
    public void Output_OfABatch_IsThatOfEachImage(InitialFill prior)
    {
        var model = OnnxExport.ToBytes(Samples.Network(UNetSpec.WithWidth(4, 3, prior)));
        var (a, b) = (Comparison.Planes(Samples.Image(20, 28, 1)), Comparison.Planes(Samples.Image(20, 28, 2)));
        var (maskA, maskB) = (Comparison.Plane(Samples.Irregular(20, 28, 1)), Comparison.Plane(Mask.AllHoles(20, 28)));

        var both = Comparison.Onnx(model, [.. a, .. b], [.. maskA, .. maskB], 2, 28, 20);

        Comparison.Close(Comparison.Onnx(model, a, maskA, 1, 28, 20), both[..a.Length], 1e-6);
        Comparison.Close(Comparison.Onnx(model, b, maskB, 1, 28, 20), both[a.Length..], 1e-6);
    }

    [Theory]
    [InlineData(InitialFill.None)]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Output_WithNaNUnderTheHole_DoesNotLetItOut(InitialFill prior)
    {
        var model = OnnxExport.ToBytes(Samples.Network(UNetSpec.WithWidth(4, 3, prior)));
        var (image, mask) = (Comparison.Planes(Samples.Image(21, 30)), Comparison.Plane(Samples.Irregular(21, 30)));
        var expected = Comparison.Onnx(model, image, mask, 1, 30, 21);

        foreach (var value in new[] { float.NaN, float.PositiveInfinity, 1e30f })
        {
            var dirty = image.Select((v, i) => mask[i % mask.Length] == 0 ? value : v).ToArray();
            Assert.Equal(expected, Comparison.Onnx(model, dirty, mask, 1, 30, 21));
        }
    }

    [Fact]
    public void Output_OfKnownPixels_IsTheInputBitByBit()
    {
        var (image, mask) = (Comparison.Planes(Samples.Noise(16, 16)), Comparison.Plane(Samples.Irregular(16, 16)));

        var output = Comparison.Onnx(Model, image, mask, 1, 16, 16);

        Assert.All(Enumerable.Range(0, image.Length), i => Assert.True(mask[i % 256] == 0 || output[i] == image[i]));
    }

    [Fact]
    public void Output_ForAMaskThatIsNotBinary_SplitsItAtOneHalf()
    {
        var (image, mask) = (Comparison.Planes(Samples.Image(16, 16)), Comparison.Plane(Samples.Irregular(16, 16)));
        var soft = mask.Select(m => m == 1 ? .6f : .5f).ToArray();

        Assert.Equal(Comparison.Onnx(Model, image, mask, 1, 16, 16), Comparison.Onnx(Model, image, soft, 1, 16, 16));
    }
}
