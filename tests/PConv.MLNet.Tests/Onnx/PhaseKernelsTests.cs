using PConv.MLNet.Onnx;

namespace PConv.MLNet.Tests;

/// <summary>Against a plain convolution over the enlarged plane.</summary>
public sealed class PhaseKernelsTests
{
    const int Outputs = 2, Channels = 3, Height = 4, Width = 5;

    static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }

    /// <summary>Output o at y, x of a convolution with stride 1; what a plane has not is 0.</summary>
    static double At(float[] weight, int channels, int kernelHeight, int kernelWidth, int o, int y, int x,
        Func<int, int, int, double> plane)
    {
        var (sum, at) = (0.0, o * channels * kernelHeight * kernelWidth);
        for (var c = 0; c < channels; c++)
        {
            for (var i = 0; i < kernelHeight; i++)
            {
                for (var j = 0; j < kernelWidth; j++)
                {
                    sum += weight[at++] * plane(c, y + i, x + j);
                }
            }
        }

        return sum;
    }

    static Func<int, int, int, double> Plane(float[] values, int height, int width) => (c, y, x) =>
        y >= 0 && y < height && x >= 0 && x < width ? values[(c * height + y) * width + x] : 0;

    /// <summary>Every output at every pixel of the small plane.</summary>
    static void Everywhere(Action<int, int, int> check)
    {
        for (var i = 0; i < Outputs * Height * Width; i++)
        {
            check(i / (Height * Width), i / Width % Height, i % Width);
        }
    }

    public static IEnumerable<object[]> Places =>
        from kernel in new[] { 3, 5, 7 } from py in new[] { 0, 1 } from px in new[] { 0, 1 } select new object[] { kernel, py, px };

    [Theory]
    [MemberData(nameof(Places))]
    public void OfAndAll_OverTheSmallPlane_AreTheConvolutionOverTheEnlargedOne(int kernel, int py, int px)
    {
        var (weight, half) = (Noise(Outputs * Channels * kernel * kernel, 1), kernel / 2);
        var small = Plane(Noise(Channels * Height * Width, 2), Height, Width);
        var own = PhaseKernels.Create(weight, Outputs, Channels, kernel, py, px);
        var all = PhaseKernels.All(weight, Outputs, Channels, kernel);

        Everywhere((o, y, x) =>
        {
            var expected =
                At(weight, Channels, kernel, kernel, o, 2 * y + py - half, 2 * x + px - half, (c, v, u) => small(c, v >> 1, u >> 1));

            Assert.Equal(expected,
                At(own.Weight, Channels, (int)own.Shape[2], (int)own.Shape[3], o, y - (int)own.Pads[0], x - (int)own.Pads[1], small), 1e-5);
            Assert.Equal(expected,
                At(all.Weight, Channels, (int)all.Shape[2], (int)all.Shape[3], (2 * py + px) * Outputs + o, y - (int)all.Pads[0],
                    x - (int)all.Pads[1], small), 1e-5);
        });
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void OfBlocks_OverBlocksAsChannels_IsTheConvolutionOverTheWholePlane(int kernel, int py, int px)
    {
        var (weight, half) = (Noise(Outputs * Channels * kernel * kernel, 3), kernel / 2);
        var whole = Plane(Noise(Channels * 4 * Height * Width, 4), 2 * Height, 2 * Width);
        var blocks = PhaseKernels.OfBlocks(weight, Outputs, Channels, kernel);

        Everywhere((o, y, x) =>
        {
            var expected = At(weight, Channels, kernel, kernel, o, 2 * y + py - half, 2 * x + px - half, whole);

            Assert.Equal(expected,
                At(blocks.Weight, 4 * Channels, (int)blocks.Shape[2], (int)blocks.Shape[3], (2 * py + px) * Outputs + o,
                    y - (int)blocks.Pads[0], x - (int)blocks.Pads[1],
                (c, v, u) => whole(c % Channels, 2 * v + c / Channels / 2, 2 * u + c / Channels % 2)), 1e-5);
        });
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Strided_OverTheWholePlane_IsTheConvolutionAtThatPlace(int kernel, int py, int px)
    {
        var (weight, half) = (Noise(Outputs * Channels * kernel * kernel, 5), kernel / 2);
        var whole = Plane(Noise(Channels * 4 * Height * Width, 6), 2 * Height, 2 * Width);
        var strided = PhaseKernels.Strided(weight, Outputs, Channels, kernel);

        Everywhere((o, y, x) =>
        {
            var expected = At(weight, Channels, kernel, kernel, o, 2 * y + py - half, 2 * x + px - half, whole);

            Assert.Equal(expected,
                At(strided.Weight, Channels, kernel + 1, kernel + 1, (2 * py + px) * Outputs + o, 2 * y - (int)strided.Pads[0],
                    2 * x - (int)strided.Pads[1], whole), 1e-5);
        });
    }

    [Fact]
    public void Of_AThreeByThreeKernel_KeepsFourOfNineTaps() =>
        Assert.Equal([Outputs, Channels, 2, 2], PhaseKernels.Create(Noise(Outputs * Channels * 9, 1), Outputs, Channels, 3, 1, 0).Shape);
}
