using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ChannelGainsTests
{
    static readonly UNetSpec Spec = UNetSpec.WithWidth(4, 3, InitialFill.PullPush);

    static Int8Calibration Ranges(Func<int, ChannelRange> of) => new(Spec.Encoder.Concat(Spec.Decoder).ToDictionary(
        row => row.Name,
        row => new LayerRanges([.. Enumerable.Range(0, row.OutChannels).Select(of)],
            [.. Enumerable.Range(0, row.OutChannels).Select(of)])));

    [Fact]
    public void Of_ALayer_FitsEveryChannelBetweenAMinusQuarterAndOne()
    {
        var gains = new ChannelGains(Spec, Ranges(c => new(-c, 3))).Compute(Spec.Encoder[0]); // four channels

        Assert.Equal([3, 4, 8, 12], gains);
    }

    [Fact]
    public void Of_ASilentChannel_KeepsAShareOfTheLargest() =>
        Assert.Equal([1, 16, 16, 16], new ChannelGains(Spec, Ranges(c => new(0, c == 0 ? 0 : 16))).Compute(Spec.Encoder[0]));

    [Fact]
    public void Of_ALayerWithoutAnyValue_IsOne() =>
        Assert.Equal([1, 1, 1, 1], new ChannelGains(Spec, Ranges(_ => default)).Compute(Spec.Encoder[0]));

    [Fact]
    public void Of_TheLastLayer_IsOne() =>
        Assert.Equal([1, 1, 1], new ChannelGains(Spec, Ranges(_ => new(0, 9))).Compute(Spec.Decoder[^1]));

    [Fact]
    public void Apply_ToEveryLayer_DividesItsOutputsAndMultipliesWhatReadsThem()
    {
        var weights = Samples.Network(Spec);
        var gains = new ChannelGains(Spec, Ranges(c => new(0, 1 + c)));
        string[][] sources = // of each layer's groups
        [
            ["", ""], ["PConv1"], ["PConv2"],
            ["PConv3", "PConv2"], ["PConv4", "PConv1"], ["PConv5", "", ""],
        ];

        foreach (var (shape, from) in Spec.Layers().Zip(sources))
        {
            var (plain, divided) = (FoldedLayer.From(weights, shape.Spec), gains.Apply(FoldedLayer.From(weights, shape.Spec), shape));
            double[] input =
                [.. shape.Groups.Zip(from)
                    .SelectMany(g => Enumerable.Range(0, g.First).Select(c => g.Second == "" ? 1.0 : Gain(g.Second, c)))];
            var area = shape.Spec.Kernel * shape.Spec.Kernel;
            for (var i = 0; i < plain.Weight.Length; i++)
            {
                var (o, c) = (i / area / input.Length, i / area % input.Length);
                Assert.Equal(plain.Weight[i] * input[c] / Gain(shape.Spec.Name, o), divided.Weight[i], 1e-5);
                Assert.Equal(plain.Shift[o] / Gain(shape.Spec.Name, o), divided.Shift[o], 1e-5);
            }
        }

        double Gain(string layer, int channel)
        {
            var row = Spec.Encoder.Concat(Spec.Decoder).Single(r => r.Name == layer);
            return row == Spec.Decoder[^1] ? 1 : Math.Max(1 + channel, row.OutChannels * ChannelGains.Floor);
        }
    }
}
