using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>The cases of tests/data/losses: images made by formula, the tiny feature network and what PyTorch computed of them.</summary>
static class LossCases
{
    public sealed record Gradient(double SumOfAbsolutes, double TimesOutput);

    public sealed record Row(string Mask, Dictionary<string, double> Terms, double Total, Gradient Gradient);

    public sealed record Data(Row[] Losses, Dictionary<string, double[]> Formats);

    public static Data Expected { get; } =
        JsonSerializer.Deserialize<Data>(File.ReadAllText(PathOf("expected.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Masks => [.. Expected.Losses.Select(row => row.Mask)];

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "losses", file);

    /// <summary>The tiny network in double.</summary>
    public static FeatureNetwork Network()
    {
        var (spec, weights) = FeatureNetworkFile.Read(PathOf("features.safetensors"));
        return new(spec, weights, type: ScalarType.Float64);
    }

    /// <summary>I_out, I_gt and M of a case: two images of 16×12.</summary>
    public static (Tensor Output, Tensor Target, Tensor Mask) Make(string mask) => (
        Fill(3, (n, c, y, x) => (x * 11 + y * 5 + c * 17 + n * 23) % 61 / 50.0 - .1),
        Fill(3, (n, c, y, x) => (x * 7 + y * 13 + c * 29 + n * 41) % 64 / 64.0),
        Fill(1, (n, _, y, x) => IsValid(mask, n, y, x) ? 1 : 0));

    static bool IsValid(string mask, int n, int y, int x) => mask switch
    {
        "scattered" => (x * x + 3 * y + 5 * x * y + n) % 7 > 2,
        "block" => x < 4 + n || x > 9 || y < 3 || y > 7,
        "no holes" => true,
        _ => false,
    };

    static Tensor Fill(int channels, Func<int, int, int, int, double> value) => tensor(
        [.. Enumerable.Range(0, 2 * channels * 12 * 16).Select(i => value(i / (channels * 192), i / 192 % channels, i / 16 % 12, i % 16))],
        [2, channels, 12, 16]);
}
