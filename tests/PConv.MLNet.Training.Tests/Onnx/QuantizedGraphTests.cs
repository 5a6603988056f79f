using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;
using ProtoBuf;

namespace PConv.MLNet.Training.Tests;

/// <summary>What the 8-bit form computes is what the form in floats computes, up to its steps.</summary>
public sealed class QuantizedGraphTests
{
    static NetworkWeights Weights(InitialFill prior = InitialFill.None, ConvolutionKind kind = ConvolutionKind.Partial) =>
        Samples.Network(UNetSpec.WithWidth(8, 3, prior, kind));

    sealed class Pictures : IImageSource
    {
        public int Count => 6;

        public string NameOf(int index) => $"{index}";

        public RgbImage Read(int index) => Samples.Image(80, 64, index);
    }

    static Int8Calibration Calibrate(NetworkWeights weights) =>
        Int8Export.Calibrate(weights, new Pictures(), new() { Size = 64, Threads = 1 });

    public static TheoryData<InitialFill, ConvolutionKind> Kinds => new()
    {
        { InitialFill.None, ConvolutionKind.Partial },
        { InitialFill.PullPush, ConvolutionKind.Partial },
        { InitialFill.None, ConvolutionKind.Plain },
        { InitialFill.PullPush, ConvolutionKind.Plain },
    };

    /// <summary>Root mean square of the difference in the holes, in shares of that of the fill's variation.</summary>
    static double Error(float[] expected, float[] actual, float[] mask)
    {
        var holes = Enumerable.Range(0, expected.Length).Where(i => mask[i % mask.Length] == 0).ToArray();
        var mean = holes.Average(i => expected[i]);
        return Math.Sqrt(holes.Sum(i => Math.Pow(expected[i] - actual[i], 2)) / holes.Sum(i => Math.Pow(expected[i] - mean, 2)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Output_OnAnotherImage_IsThatOfFloatsUpToItsSteps(InitialFill prior, ConvolutionKind kind)
    {
        // Of a root mean square: a tensor's step is 1.25/255 of a channel's largest value, some five times that, and rounds by 1/√12 of it:
        // 0.7 %; a weight's is 1/64 of a kernel's largest, √3 times: 0.8 %; a decoder's sums share one step made for the widest channel,
        // some six times wider than most: 3.5 %. Four layers of the one and two of the other: √(4 · (0.7² + 0.8²) + 2 · 3.5²) = 5.4 %, and
        // what lies beyond the calibrated ranges is clipped. A wrong scale, zero or order gives about 100 %.
        var weights = Weights(prior, kind);
        var (image, mask) = (Comparison.Planes(Samples.Image(64, 48, 9)), Comparison.Plane(Samples.Irregular(64, 48, 3)));

        var expected = Comparison.Onnx(OnnxExport.ToBytes(weights), image, mask, 1, 48, 64);
        var actual = Comparison.Onnx(OnnxExport.ToBytes(weights, new() { Calibration = Calibrate(weights) }), image, mask, 1, 48, 64);

        Assert.InRange(Error(expected, actual, mask), 1e-6, .1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Output_WithoutHoles_OrWithNothingElse_IsThatOfFloats(InitialFill prior, ConvolutionKind kind)
    {
        var weights = Weights(prior, kind);
        var (bytes, floats) = (OnnxExport.ToBytes(weights, new() { Calibration = Calibrate(weights) }), OnnxExport.ToBytes(weights));
        var image = Comparison.Planes(Samples.Image(24, 16));
        var (none, all) = (Comparison.Plane(Mask.AllValid(24, 16)), Comparison.Plane(Mask.AllHoles(24, 16)));

        Assert.Equal(image, Comparison.Onnx(bytes, image, none, 1, 16, 24));
        var (expected, actual) = (Comparison.Onnx(floats, image, all, 1, 16, 24), Comparison.Onnx(bytes, image, all, 1, 16, 24));
        if (kind == ConvolutionKind.Partial && prior == InitialFill.None)
        {
            Assert.Equal(expected, actual); // eq. (1): nothing seen gives 0
        }
        else
        {
            Assert.All(actual, v => Assert.InRange(v, expected.Min() - 1, expected.Max() + 1));
        }
    }

    [Fact]
    public void Output_OfKnownPixels_IsTheInputBitByBit()
    {
        var weights = Weights();
        var (image, mask) = (Comparison.Planes(Samples.Noise(21, 30)), Comparison.Plane(Samples.Irregular(21, 30)));

        var output = Comparison.Onnx(OnnxExport.ToBytes(weights, new() { Calibration = Calibrate(weights) }), image, mask, 1, 30, 21);

        Assert.All(Enumerable.Range(0, image.Length), i => Assert.True(mask[i % mask.Length] == 0 || output[i] == image[i]));
    }

    [Fact]
    public void Output_OfABatch_IsThatOfEachImage()
    {
        var weights = Weights();
        var model = OnnxExport.ToBytes(weights, new() { Calibration = Calibrate(weights) });
        var (a, b) = (Comparison.Planes(Samples.Image(20, 28, 1)), Comparison.Planes(Samples.Image(20, 28, 2)));
        var (maskA, maskB) = (Comparison.Plane(Samples.Irregular(20, 28, 1)), Comparison.Plane(Mask.AllHoles(20, 28)));

        var both = Comparison.Onnx(model, [.. a, .. b], [.. maskA, .. maskB], 2, 28, 20);

        // a float that lies on the edge of two bytes may fall to either side
        Assert.InRange(Error(Comparison.Onnx(model, a, maskA, 1, 28, 20), both[..a.Length], maskA), 0, .02);
        Assert.Equal(Comparison.Onnx(model, b, maskB, 1, 28, 20), both[a.Length..]);
    }

    [Fact]
    public void Output_OfAFixedSize_IsThatOfTheOpenOne()
    {
        var weights = Weights();
        var calibration = Calibrate(weights);
        var (image, mask) = (Comparison.Planes(Samples.Image(21, 30)), Comparison.Plane(Samples.Irregular(21, 30)));

        var expected = Comparison.Onnx(OnnxExport.ToBytes(weights, new() { Calibration = calibration }), image, mask, 1, 30, 21);
        var actual =
            Comparison.Onnx(OnnxExport.ToBytes(weights, new() { FixedSize = new(21, 30), Calibration = calibration }), image, mask, 1, 30,
                21);

        Assert.InRange(Error(expected, actual, mask), 0, .02);
    }

    [Fact]
    public void Output_OfATableUnlikeThePapers_IsThatOfFloats()
    {
        var spec = new UNetSpec(
            [new("A", 5, 2, 5, true, Activation.LeakyReLU), new("B", 1, 2, 3, false, Activation.None)],
            [new("C", 5, 1, 2, false, Activation.ReLU), new("D", 1, 1, 3, true, Activation.LeakyReLU)]);
        var weights = Samples.Network(spec);
        var (image, mask) = (Comparison.Planes(Samples.Image(20, 16)), Comparison.Plane(Samples.Irregular(20, 16)));

        var expected = Comparison.Onnx(OnnxExport.ToBytes(weights), image, mask, 1, 16, 20);
        var actual = Comparison.Onnx(OnnxExport.ToBytes(weights, new() { Calibration = Calibrate(weights) }), image, mask, 1, 16, 20);

        Assert.InRange(Error(expected, actual, mask), 0, .1); // channels of three values each: coarser than the others
    }

    [Fact]
    public void File_OfEightBits_ImportsTheRuntimesOperators_AndIsAThirdAsLarge()
    {
        var weights = Samples.Network(UNetSpec.WithWidth(16, 3));
        var bytes = OnnxExport.ToBytes(weights, new() { Calibration = Calibrate(weights) });
        var model = Serializer.Deserialize<ModelProto>(bytes.AsSpan());

        Assert.Equal([("", 17L), ("com.microsoft", 1L)], model.OpsetImport.Select(o => (o.Domain, o.Version)));
        Assert.Equal(["MatMulIntegerToFloat", "QLinearConv"], model.Graph!.Node.Where(n => n.Domain == "com.microsoft")
            .Select(n => n.OpType!).Distinct());
        Assert.True(bytes.Length < OnnxExport.ToBytes(weights).Length / 3);
    }

    [Fact]
    public void Calibration_OfOtherLayersOrChannels_IsRefused()
    {
        var calibration = Calibrate(Weights());

        var layers = calibration.Layers.ToDictionary();
        layers.Remove("PConv5");

        Assert.StartsWith(
            "The calibration has no layer 'PConv5', only PConv1, PConv2, PConv3, PConv4, PConv6. Calibrate the network that is exported.",
            Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(Weights(), new() { Calibration = new(layers) })).Message);
        Assert.StartsWith(
            "The calibration has 8 channels in layer 'PConv1', expected 4. Calibrate the network that is exported.",
            Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(Samples.Network(), new() { Calibration = calibration })).Message);
    }

    [Theory]
    [InlineData(0, float.NaN)]
    [InlineData(2, 1)]
    public void Calibration_OfNoRange_IsRefused(float min, float max)
    {
        var calibration = Calibrate(Weights());
        var layers = calibration.Layers.ToDictionary();
        layers["PConv2"] = new([.. Enumerable.Repeat(new ChannelRange(min, max), 16)], layers["PConv2"].Outputs);

        Assert.StartsWith(
            $"The calibration has a range from {min} to {max} in layer 'PConv2', expected two finite numbers in order. Check the weights " +
            $"and the images.",
            Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(Weights(), new() { Calibration = new(layers) })).Message);
    }

    [Fact]
    public void File_OfASizeThatNoImageHas_IsRefused() => Assert.StartsWith(
        "The fixed size is 0×4, expected at least 1×1.",
        Assert.Throws<ArgumentException>(() =>
            OnnxExport.ToBytes(Weights(), new() { FixedSize = new(0, 4), Calibration = Calibrate(Weights()) })).Message);

    [Theory]
    [InlineData(GraphForm.Direct)]
    [InlineData(GraphForm.Reference)]
    public void ToBytes_OfAFormWithoutEightBits_IsRefused(GraphForm form) => Assert.StartsWith(
        $"The form {form} has no 8-bit arithmetic. Leave out the form or the calibration.",
        Assert.Throws<ArgumentException>(() =>
            OnnxExport.ToBytes(Weights(), new() { Form = form, Calibration = Calibrate(Weights()) })).Message);
}
