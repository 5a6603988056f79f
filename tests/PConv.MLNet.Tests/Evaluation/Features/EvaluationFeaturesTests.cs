using System.Text.Json;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Inference;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Runs with a feature network.</summary>
public sealed class EvaluationFeaturesTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public EvaluationFeaturesTests() => FeatureModel.Write(Network);

    string Network => folder["small.onnx"];

    string Rows => folder["rows.jsonl"];

    EvaluationOptions Options => Methods.Small() with { PerceptualFeatures = Network };

    public void Dispose() => folder.Dispose();

    static EvaluationResult Run(EvaluationOptions options, string? rows = null, RampImages? images = null,
        CancellationToken cancel = default)
    {
        using var run = new EvaluationRun(images ?? RampImages.Of(4), options);
        return run.Run(rows, cancel: cancel);
    }

    static IEnumerable<EvaluationRow> Timeless(EvaluationResult result) => result.Rows.Select(r => r with { Seconds = 0 });

    [Fact]
    public void Run_WithPerceptualFeatures_MeasuresEveryFillAgainstItsOriginal()
    {
        using var run = new EvaluationRun(RampImages.Of(2), Options);
        using var network = OnnxFeatureNetwork.FromFile(Network, new() { Threads = 1 });
        var result = run.Run();

        Assert.All(result.Rows, row =>
        {
            var sample = run.Sample(row.Image, row.Class, row.Method);
            Assert.Equal(PerceptualDistance.Between(network.Run(sample.Original), network.Run(sample.Filled)), row.Score.Perceptual);
        });
        var summary = result.Summary("gray")[EvaluationMetric.Perceptual];
        Assert.Equal(result.Rows.Where(r => r.Method == "gray").Average(r => r.Score.Perceptual), summary.Mean, 1e-12);
        Assert.InRange(summary.Mean, summary.Low, summary.High);
        Assert.Equal(
            result.Rows.Where(r => r.Method == "black").Average(r => r.Score.Perceptual) - summary.Mean,
            result.Comparison("gray", "black", EvaluationMetric.Perceptual).Overall.Gain.Mean, 1e-12); // lower is better
        Assert.Equal(["L1 %", "PSNR dB", "SSIM", "perceptual (small.onnx)"], result.Metrics.Select(m => m.Title));
    }

    [Fact]
    public void Run_WithPerceptualStages_TellsEveryOutputsDistance()
    {
        using var run = new EvaluationRun(RampImages.Of(2), Options with { PerceptualStages = true });
        using var network = OnnxFeatureNetwork.FromFile(Network, new() { Threads = 1 });
        var result = run.Run(Rows);

        Assert.Equal(["first", "second"], result.PerceptualStages);
        Assert.All(result.Rows, row =>
        {
            var sample = run.Sample(row.Image, row.Class, row.Method);
            Assert.Equal(PerceptualDistance.ByStage(network.Run(sample.Original), network.Run(sample.Filled)), row.Score.PerceptualStages);
            Assert.Equal(row.Score.PerceptualStages.Sum(), row.Score.Perceptual);
        });
        Assert.Equal(["perceptual", "perceptual_first", "perceptual_second"], result.Metrics.Skip(3).Select(m => m.Key));
        Assert.Equal(
            result.Rows.Where(r => r.Method == "gray").Average(r => r.Score.PerceptualStages[1]),
            result.Summary("gray")[result.Metrics[5]].Mean, 1e-12);
        var resumed = run.Run(Rows);
        Assert.Equal(result.ToCsv(), resumed.ToCsv());
        Assert.Contains("perceptual_stages was true, now nothing",
            Assert.Throws<ArgumentException>(() => Run(Options, Rows, RampImages.Of(2))).Message);
    }

    [Fact]
    public void Reports_WithPerceptualStages_HaveAColumnEachAndAnArrayInJson()
    {
        var result = Run(Options with { PerceptualStages = true });

        Assert.StartsWith(
            "method,bucket,border,images,l1_percent,psnr,ssim,perceptual,perceptual_first,perceptual_second,seconds_per_image,",
            result.ToCsv());
        var row = JsonDocument.Parse(result.ToJson()).RootElement[0];
        var summary = result.Summary(result.Methods[0], result.Classes[0]);
        double[] Of(string name) => [.. row.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(result.Metrics.Skip(4).Select(m => summary[m].Mean), Of("perceptual_stages"));
        Assert.Equal(result.Metrics.Skip(4).Select(m => summary[m].High), Of("perceptual_stages_high"));
        Assert.Equal(row.GetProperty("perceptual").GetDouble(), Of("perceptual_stages").Sum(), 1e-12);
        Assert.Contains("\n## perceptual second\n", result.ToMarkdown());
        Assert.Contains("\nperceptual second ", result.ToTable());
        Assert.Equal("There is no feature network whose outputs can be told apart. Set PerceptualFeatures, or leave PerceptualStages out.",
            Assert.Throws<ArgumentException>(() => Run(Options with { PerceptualStages = true, PerceptualFeatures = null })).Message);
    }

    [Fact]
    public void Options_WhereResNet18DoesNotLieBesideTheApplication_NameNoNetwork()
    {
        Assert.Null(OnnxFeatureNetwork.Default);
        Assert.Null(new EvaluationOptions().PerceptualFeatures);
    }

    [Fact]
    public void Run_StoppedAndResumedInAnotherOrder_GivesTheSameNumbersToTheLastBit()
    {
        var whole = Run(Options with { Threads = 3 });
        using (var cancel = new CancellationTokenSource())
        {
            var read = 0;
            var images = new RampImages("p3.png", "p2.png", "p1.png", "p0.png")
            {
                Reading = _ =>
                {
                    if (++read == 3)
                    {
                        cancel.Cancel();
                    }
                },
            };
            Assert.ThrowsAny<OperationCanceledException>(() => Run(Options with { Threads = 1 }, Rows, images, cancel.Token));
        }

        var left = RampImages.Of(4);
        var resumed = Run(Options, Rows, left);
        Assert.Equal(2, left.Reads.Sum());
        Assert.Equal(Timeless(whole), Timeless(resumed));
    }

    [Fact]
    public void Run_GoingOnWithAnotherNetwork_NamesBoth()
    {
        Run(Options, Rows);
        var before = FeatureNetworkFile.From(Network);
        FeatureModel.Write(Network, scale: 2);

        Assert.Contains($"other options: perceptual_features was \"{before}\", now \"{FeatureNetworkFile.From(Network)}\". ",
            Assert.Throws<ArgumentException>(() => Run(Options, Rows)).Message);
        Assert.Contains($"perceptual_features was \"{before}\", now nothing",
            Assert.Throws<ArgumentException>(() => Run(Methods.Small(), Rows)).Message);
        Assert.Matches("^small.onnx, sha256 [0-9a-f]{12}$", $"{before}");
    }

    [Fact]
    public void Run_WithoutANetwork_WritesTheProtocolAndRowsOfBefore()
    {
        Run(Methods.Small(), Rows);

        Assert.DoesNotContain("perceptual", File.ReadAllText(Rows));
    }

    [Fact]
    public void Run_WithANetworkOfAnotherSizeOrNone_IsRefusedBeforeAnyWork()
    {
        var images = RampImages.Of(2);

        Assert.Equal(
            "The feature network 'fixed.onnx' takes images of 64×64, got 32×32. Export it with open height and width, or with a Resize " +
            "at its start.",
            Assert.Throws<ArgumentException>(() =>
                Run(Methods.Small() with { PerceptualFeatures = FeatureModel.Write(folder["fixed.onnx"], 64, 64) },
                    images: images)).Message);
        Assert.StartsWith("There is no feature network 'none.onnx'.",
            Assert.Throws<FileNotFoundException>(() => Run(Options with { PerceptualFeatures = "none.onnx" }, images: images)).Message);
        Assert.Equal(0, images.Reads.Sum());
    }

    [Fact]
    public void Reports_NameTheNetworkAndFitIntoTheirColumns()
    {
        var result = Run(Options with { PerceptualFeatures = FeatureModel.Write(folder[$"{new string('a', 120)}.onnx"]) });
        var small = Run(Options);

        Assert.All(result.ToTable().Split('\n').Where(line => !line.Contains("sha256", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 100, line));
        Assert.Contains("\nperceptual (small.onnx)\n", small.ToTable());
        Assert.Contains("\n## perceptual (small.onnx)\n", small.ToMarkdown());
        Assert.Contains($"in the features of small.onnx, sha256 {FeatureNetworkFile.From(Network).Sha256}; 0 = equal.", small.ToMarkdown());
        Assert.Contains("perceptual: gray is better than black by ", small.ToTable()
            .Replace("no difference shown between gray and black:", "gray is better than black by ", StringComparison.Ordinal));
        Assert.StartsWith("method,bucket,border,images,l1_percent,psnr,ssim,perceptual,seconds_per_image,", small.ToCsv());
        Assert.EndsWith(",perceptual_low,perceptual_high", small.ToCsv().Split('\n')[0]);
    }
}
