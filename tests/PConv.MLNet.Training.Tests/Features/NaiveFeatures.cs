using PConv.MLNet.Networks;

namespace PConv.MLNet.Training.Tests;

/// <summary>A feature network window by window, in double.</summary>
static class NaiveFeatures
{
    /// <param name="spec">The layers.</param>
    /// <param name="weights">Theirs.</param>
    /// <param name="images">[N, 3, H, W]</param>
    public static List<double[]> Of(FeatureNetworkSpec spec, IReadOnlyDictionary<string, WeightTensor> weights, double[] images, int n,
        int height, int width)
    {
        var (channels, taps) = (3, new List<double[]>());
        var kept = new Stack<(double[] X, int Channels, int Height, int Width)>();
        var x = images.Select((value, i) => i / (height * width) % 3 is var c ? (value - spec.Mean[c]) / spec.StandardDeviation[c] : 0)
            .ToArray();
        foreach (var layer in spec.Layers.Take(spec.Layers.Index().Last(l => l.Item.IsTap).Index + 1))
        {
            if (layer.Kind == FeatureLayerKind.Branch)
            {
                kept.Push((x, channels, height, width));
            }

            var sum = x;
            if (layer.Kind == FeatureLayerKind.Add)
            {
                (x, channels, height, width) = kept.Pop(); // what is added, through its convolution if it has one
            }

            var (c, h, w) = (layer.Convolves ? layer.Channels : channels, Side(height), Side(width));
            x = [.. Enumerable.Range(0, n * c * h * w).Select(i => Value(i / (c * h * w), i / (h * w) % c, i / w % h, i % w))];
            x = layer.Kind == FeatureLayerKind.Add ? [.. x.Zip(sum, (a, b) => a + b)] : x;
            (channels, height, width) = (c, h, w);
            if (layer.IsTap)
            {
                taps.Add(x);
            }

            int Side(int side) => (side + 2 * layer.Padding - layer.Kernel) / layer.Stride + 1;

            double Value(int image, int to, int oy, int ox)
            {
                switch (layer.Kind)
                {
                    case FeatureLayerKind.Conv or FeatureLayerKind.Add when layer.Convolves:
                        var (kernel, bias) = (weights[$"{layer.Name}.weight"].Values, weights[$"{layer.Name}.bias"].Values);
                        return bias[to] + Enumerable.Range(0, channels)
                            .Sum(from => Window(from)
                                .Sum(p => p.Value * kernel[((to * channels + from) * layer.Kernel + p.Y) * layer.Kernel + p.X]));
                    case FeatureLayerKind.ReLU:
                        return Math.Max(0, Window(to).Single().Value);
                    case FeatureLayerKind.MaxPool:
                        return Window(to).Max(p => p.Value);
                    case FeatureLayerKind.AveragePool:
                        return Window(to).Sum(p => p.Value) / (layer.Kernel * layer.Kernel);
                    default:
                        return Window(to).Single().Value;
                }

                IEnumerable<(int Y, int X, double Value)> Window(int channel) =>
                    from ky in Enumerable.Range(0, layer.Kernel)
                    from kx in Enumerable.Range(0, layer.Kernel)
                    let y = oy * layer.Stride + ky - layer.Padding
                    let xx = ox * layer.Stride + kx - layer.Padding
                    where y >= 0 && y < height && xx >= 0 && xx < width
                    select (ky, kx, x[((image * channels + channel) * height + y) * width + xx]);
            }
        }

        return taps;
    }

    /// <summary>Random weights for a specification.</summary>
    public static Dictionary<string, WeightTensor> Weights(FeatureNetworkSpec spec, int seed) => spec.Weights().ToDictionary(
        w => w.Name,
        w => new WeightTensor(w.Shape, [.. TorchTesting.Values(w.Shape.Aggregate((a, b) => a * b), seed++).Select(v => (float)v)]));
}
