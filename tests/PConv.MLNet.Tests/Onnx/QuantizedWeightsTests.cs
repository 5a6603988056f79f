using PConv.MLNet.Onnx;

namespace PConv.MLNet.Tests;

public sealed class QuantizedWeightsTests
{
    const int Outputs = 3, Channels = 4, Kernel = 3;

    static float[] Noise()
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, Outputs * Channels * Kernel * Kernel).Select(i => (2 * random.NextSingle() - 1) * (1 + i / 36))];
    }

    [Fact]
    public void Of_Weights_IsTheNearestByteForEach()
    {
        var weight = Noise();
        var quantized = QuantizedWeights.Quantize(weight, Outputs);

        for (var o = 0; o < Outputs; o++)
        {
            var channel = weight[(o * 36)..((o + 1) * 36)];
            Assert.Equal(channel.Max(Math.Abs) / 64.0, quantized.Scale[o], 1e-7);
            for (var i = 0; i < 36; i++)
            {
                // every byte tried, in double
                var nearest = Enumerable.Range(-64, 129).Min(b => Math.Abs(b * (double)quantized.Scale[o] - channel[i]));
                Assert.Equal(nearest, Math.Abs(quantized.Values[o * 36 + i] * (double)quantized.Scale[o] - channel[i]), 1e-6);
            }
        }
    }

    [Fact]
    public void Of_Weights_NeverSaturatesTwoProductsIn16Bits() =>
        Assert.All(QuantizedWeights.Quantize(Noise(), Outputs).Values,
            w => Assert.InRange(2 * byte.MaxValue * w, short.MinValue, short.MaxValue));

    [Fact]
    public void Of_AChannelOfZeros_IsZero() => Assert.All(QuantizedWeights.Quantize(new float[36], 1).Values, w => Assert.Equal(0, w));

    [Fact]
    public void ToMatrix_HasARowForEachPixelOfAWindowAndChannel()
    {
        var quantized = QuantizedWeights.Quantize(Noise(), Outputs);
        var matrix = quantized.ToMatrix([Outputs, Channels, Kernel, Kernel]);

        for (var o = 0; o < Outputs; o++)
        {
            for (var c = 0; c < Channels; c++)
            {
                for (var y = 0; y < Kernel; y++)
                {
                    for (var x = 0; x < Kernel; x++)
                    {
                        Assert.Equal(quantized.Values[((o * Channels + c) * Kernel + y) * Kernel + x],
                            matrix[((y * Kernel + x) * Channels + c) * Outputs + o]);
                    }
                }
            }
        }
    }
}
