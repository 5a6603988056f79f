using PConv.MLNet.Core;
using PConv.MLNet.Scoring;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Evaluation.Tests;

/// <summary>Runs with feature networks.</summary>
public sealed class EvaluationFeaturesTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public EvaluationFeaturesTests() => FeatureModel.Write(Network);

    string Network => folder["small.onnx"];

    string Rows => folder["rows.jsonl"];

    string Features => folder["rows.features"];

    EvaluationOptions Options => Methods.Small() with { PerceptualFeatures = Network, FrechetFeatures = Network, ForceFrechet = true };

    public void Dispose() => folder.Dispose();

    static EvaluationResult Run(EvaluationOptions options, string? rows = null, MadeImages? images = null, CancellationToken cancel = default)
    {
        using var run = new EvaluationRun(images ?? MadeImages.Of(4), options);
        return run.Run(rows, cancel: cancel);
    }

    static IEnumerable<EvaluationRow> Timeless(EvaluationResult result) => result.Rows.Select(r => r with { Seconds = 0 });

    [Fact]
    public void Run_WithPerceptualFeatures_MeasuresEveryFillAgainstItsOriginal()
    {
        using var run = new EvaluationRun(MadeImages.Of(2), Options with { FrechetFeatures = null, ForceFrechet = false });
        using var network = OnnxFeatureNetwork.FromFile(Network, new() { Threads = 1 });
        var result = run.Run();

        Assert.All(result.Rows, row =>
        {
            var sample = run.Sample(row.Image, row.Class, row.Method);
            Assert.Equal(PerceptualDistance.Between(network.Run(sample.Original), network.Run(sample.Filled)), row.Score.Perceptual);
        });
        var summary = result.Summary("grey")[EvaluationMetric.Perceptual];
        Assert.Equal(result.Rows.Where(r => r.Method == "grey").Average(r => r.Score.Perceptual), summary.Mean, 1e-12);
        Assert.InRange(summary.Mean, summary.Interval.Low, summary.Interval.High);
        Assert.Equal(
            result.Rows.Where(r => r.Method == "black").Average(r => r.Score.Perceptual) - summary.Mean,
            result.Compare("grey", "black", EvaluationMetric.Perceptual).Overall.Gain, 1e-12); // lower is better
        Assert.Null(result.Frechet);
        Assert.Equal(["L1 %", "PSNR dB", "SSIM", "perceptual (small.onnx)"], result.Metrics.Select(m => m.Title));
    }

    [Fact]
    public void Run_WithFrechetFeatures_ComparesOriginalsOnceWithAllFills()
    {
        using var run = new EvaluationRun(MadeImages.Of(4), Options with { PerceptualFeatures = null });
        using var network = OnnxFeatureNetwork.FromFile(Network, new() { Threads = 1 });
        var result = run.Run();

        FeatureStatistics Of(IEnumerable<RgbImage> images)
        {
            var statistics = new FeatureStatistics(6);
            foreach (var image in images)
            {
                statistics.Add(network.Run(image)[^1].Pool());
            }

            return statistics;
        }

        var originals = Of(result.Images.Select(name => run.Sample(name, MaskClass.All[0], "grey").Original));
        Assert.Equal(("small.onnx", 4, 48), (result.Frechet!.Network.Name, result.Frechet.Images, result.Frechet.Fills));
        Assert.Equal(["grey", "black"], result.Frechet.Distances.Keys);
        Assert.All(result.Frechet.Distances, d => Assert.Equal(
            FrechetDistance.Between(originals, Of(result.RowsOf(d.Key, null).Select(r => run.Sample(r.Image, r.Class, r.Method).Filled)), force: true), d.Value, 1e-6));
        Assert.True(result.Frechet.Distances["black"] > result.Frechet.Distances["grey"]);
        Assert.Equal(EvaluationMetric.All, result.Metrics);
    }

    [Fact]
    public void Run_StoppedAndResumedInAnotherOrder_GivesTheSameNumbersToTheLastBit()
    {
        var whole = Run(Options with { Threads = 3 });
        using (var cancel = new CancellationTokenSource())
        {
            var read = 0;
            var images = new MadeImages("p3.png", "p2.png", "p1.png", "p0.png")
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

        var left = MadeImages.Of(4);
        var resumed = Run(Options, Rows, left);
        Assert.Equal(2, left.Reads.Sum());
        Assert.Equal(Timeless(whole), Timeless(resumed));
        Assert.Equal(whole.Frechet!.Distances, resumed.Frechet!.Distances);
        Assert.Equal(whole.Frechet.Distances, Run(Options, Rows).Frechet!.Distances);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000_000)] // all of them
    public void Run_GoingOnWithATornFileOfFeatures_FillsWhatIsMissingAgain(int torn)
    {
        var whole = Run(Options, Rows);
        var length = new FileInfo(Features).Length;
        using (var file = File.OpenWrite(Features))
        {
            file.SetLength(Math.Max(32, length - torn));
        }

        var resumed = Run(Options, Rows);
        Assert.Equal(32 + 4 * 25 * (16 + 4 * 6), length);
        Assert.Equal(whole.Rows, resumed.Rows); // times as well: rows stay
        Assert.Equal(whole.Frechet!.Distances, resumed.Frechet!.Distances);
        Assert.Equal(length, new FileInfo(Features).Length);
        Assert.Equal(1 + 4 * 24, File.ReadAllLines(Rows).Length);
    }

    [Fact]
    public void Run_GoingOnWithFeaturesOfAnotherRun_IsRefused()
    {
        Run(Options, Rows);
        File.Delete(Rows);

        Assert.Equal($"'{Features}' holds features of a run with other options. Delete it, or write elsewhere.",
            Assert.Throws<ArgumentException>(() => Run(Options with { Seed = 3 }, Rows)).Message);
    }

    [Fact]
    public void Run_GoingOnWithAnotherNetwork_NamesBoth()
    {
        var options = Options with { FrechetFeatures = null, ForceFrechet = false };
        Run(options, Rows);
        var before = FeatureNetworkFile.Of(Network);
        FeatureModel.Write(Network, scale: 2);

        Assert.Contains($"other options: perceptual_features was \"{before}\", now \"{FeatureNetworkFile.Of(Network)}\". ", Assert.Throws<ArgumentException>(() => Run(options, Rows)).Message);
        Assert.Contains($"perceptual_features was \"{before}\", now nothing", Assert.Throws<ArgumentException>(() => Run(Methods.Small(), Rows)).Message);
        Assert.Matches("^small.onnx, sha256 [0-9a-f]{12}$", $"{before}");
    }

    [Fact]
    public void Run_WithoutNetworks_WritesTheProtocolAndRowsOfBefore()
    {
        Run(Methods.Small(), Rows);

        Assert.DoesNotContain("perceptual", File.ReadAllText(Rows));
        Assert.False(File.Exists(Features));
    }

    [Fact]
    public void Run_OfFewerImagesThanAFrechetDistanceNeeds_IsRefusedBeforeAnyWork()
    {
        string ErrorOf(EvaluationOptions options, int images = 4) => Assert.Throws<ArgumentException>(() => new EvaluationRun(MadeImages.Of(images), options)).Message;

        Assert.Equal("A Fréchet distance over 4 images would say more about their number than about what filled them: 10,000 are needed. Take more pictures, or force it and compare it with no other set's.",
            ErrorOf(Options with { ForceFrechet = false }));
        Assert.StartsWith("A Fréchet distance over 9 images", ErrorOf(Options with { ForceFrechet = false, ImagesPerClass = 9 }, 10_000));
        Assert.Equal("A Fréchet distance needs at least 2 images, got 1. Take more pictures.", ErrorOf(Options, 1));
        Assert.Equal("A Fréchet distance is forced, but there is no network to take it of. Name one, or leave out the force.", ErrorOf(Options with { FrechetFeatures = null }));
    }

    [Fact]
    public void Run_WithPicturesTooManyOfWhichAreUnreadable_SaysSoAndKeepsTheRest()
    {
        List<string> said = [];
        using var run = new EvaluationRun(new MadeImages("a.png", "b.png") { Bad = ["b.png"] }, Options) { Report = said.Add };
        var result = run.Run();

        Assert.Null(result.Frechet);
        Assert.Contains("A Fréchet distance needs at least 2 images, got 1. Take more pictures.", said);
        Assert.Equal(24, result.Rows.Count);
    }

    [Fact]
    public void Run_WithANetworkOfAnotherSizeOrNone_IsRefusedBeforeAnyWork()
    {
        var images = MadeImages.Of(2);

        Assert.Equal("The feature network 'fixed.onnx' takes images of 64×64, got 32×32. Export it with open height and width, or with a Resize at its start.",
            Assert.Throws<ArgumentException>(() => Run(Methods.Small() with { PerceptualFeatures = FeatureModel.Write(folder["fixed.onnx"], 64, 64) }, images: images)).Message);
        Assert.StartsWith("There is no feature network 'none.onnx'.", Assert.Throws<FileNotFoundException>(() => Run(Options with { FrechetFeatures = "none.onnx" }, images: images)).Message);
        Assert.Equal(0, images.Reads.Sum());
    }

    [Fact]
    public void Reports_NameTheNetworksAndFitIntoTheirColumns()
    {
        var result = Run(Options with { PerceptualFeatures = FeatureModel.Write(folder[$"{new string('a', 120)}.onnx"]) });
        var (table, json) = (result.ToTable(), System.Text.Json.JsonDocument.Parse(result.ToJson()).RootElement);
        var small = Run(Options);

        Assert.All(table.Split('\n').Where(line => !line.Contains("sha256", StringComparison.Ordinal)), line => Assert.True(line.Length <= 100, line));
        Assert.Contains("\nperceptual (small.onnx)\n", small.ToTable());
        Assert.Contains("\n## perceptual (small.onnx)\n", small.ToMarkdown());
        Assert.Contains($"in the features of small.onnx, sha256 {FeatureNetworkFile.Of(Network).Sha256}; 0 = equal.", small.ToMarkdown());
        Assert.Contains($"Fréchet distance (small.onnx, sha256 {FeatureNetworkFile.Of(Network).Sha256}), 4 originals, 48 fills of all classes together: grey 0.", small.ToMarkdown());
        Assert.Contains(" Forced: below 10,000 images it compares with no other set's.", small.ToMarkdown());
        Assert.Contains("perceptual: grey is better than black by ", small.ToTable().Replace("no difference shown between grey and black:", "grey is better than black by ", StringComparison.Ordinal));
        Assert.StartsWith("method,bucket,border,images,l1_percent,psnr,ssim,perceptual,seconds_per_image,", small.ToCsv());
        Assert.EndsWith(",perceptual_low,perceptual_high,frechet", small.ToCsv().Split('\n')[0]);
        Assert.Equal(result.Frechet!.Distances["grey"], json[12].GetProperty("frechet").GetDouble());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json[11].GetProperty("frechet").ValueKind);
    }
}
