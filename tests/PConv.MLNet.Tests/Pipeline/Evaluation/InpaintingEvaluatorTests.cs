using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What Evaluate measures, and how it reads a view.</summary>
public sealed class InpaintingEvaluatorTests
{
    readonly MLContext ml = new(seed: 1);

    /// <summary>Images of different sizes with holes of different classes; every known pixel of the outputs is changed.</summary>
    static (RgbImage Image, RgbImage Output, Mask Mask)[] Cases { get; } = [
        (Samples.Image(20, 20), Samples.Noise(20, 20), Samples.Hole(20, 20, 6, 6, 8, 8)), // (0.1, 0.2]
        (Samples.Image(24, 18, 1), Samples.Image(24, 18, 2), Samples.Hole(24, 18, 0, 0, 24, 8)), // (0.4, 0.5]
        (Samples.Image(20, 25, 3), Samples.Noise(20, 25, 4), Samples.Hole(20, 25, 5, 5, 10, 8)), // (0.1, 0.2]
        (Samples.Image(15, 15, 5), Samples.Noise(15, 15, 6), Mask.AllHoles(15, 15)), // none
        (Samples.Image(30, 20, 7), Samples.Noise(30, 20, 8), Samples.Hole(30, 20, 5, 4, 20, 8)), // (0.2, 0.3]
    ];

    static InpaintingEvaluationOptions Options { get; } =
        new() { ImageColumnName = "Image", OutputColumnName = "Output", MaskColumnName = "Mask", Border = 4 };

    static InpaintingMetrics Expected { get; } =
        InpaintingMetrics.Average(Cases.Select(p => InpaintingScore.Compute(p.Image, p.Output, p.Mask, Options.Border)));

    static ScoredRow[] Rows => [.. Cases.Select(p => ScoredRow.Of(p.Image, p.Output, p.Mask))];

    [Fact]
    public void Evaluate_OfOneRow_IsHandComputed()
    {
        var white = Mask.AllHoles(12, 12).ToImage();
        var row = ScoredRow.Of(new(12, 12), white, Samples.Hole(12, 12, 0, 0, 12, 3)); // a quarter is hole, and wholly wrong

        var metrics = ml.Inpainting().Evaluate(View(row), "Image", "Output", "Mask");

        var found = metrics[HoleRatioBucket.From20To30, BorderClass.N];
        Assert.Equal((1, 1, 0), (found.Images, metrics.Overall.Images, metrics.ImagesOutsideClasses));
        Assert.Equal(.25, found.HoleRatio);
        Assert.Equal(25, found.L1Percent, 1e-12);
        Assert.Equal(10 * Math.Log10(4), found.Psnr, 1e-12);
        Assert.Equal(100, found.HoleL1Percent, 1e-12);
        Assert.Equal(0, found.HolePsnr, 1e-12);
    }

    [Fact]
    public void Evaluate_OfSeveralRows_IsTheMeanOfTheirScoresBitByBit()
    {
        var metrics = ml.Inpainting().Evaluate(View(Rows), Options);

        Assert.Equal(Expected.ToJson(), metrics.ToJson());
        Assert.Equal([2, 1, 1], metrics.Classes.Where(c => c.Images > 0).Select(c => c.Images));
        Assert.Equal(1, metrics.ImagesOutsideClasses);
    }

    [Fact]
    public void Evaluate_WithPerceptualFeatures_IsTheMeanDistanceAndNamesTheNetwork()
    {
        using var folder = new TemporaryFolder();
        var path = FeatureModel.Write(folder["small.onnx"]);
        using var network = Inference.OnnxFeatureNetwork.FromFile(path, new() { Threads = 1 });
        var metrics = ml.Inpainting().Evaluate(View(Rows), Options with { PerceptualFeatures = path });

        Assert.Equal(
            Cases.Average(p =>
                Inference.PerceptualDistance.Between(network.Run(p.Image), network.Run(Composite.Create(p.Image, p.Output, p.Mask)))),
            metrics.Overall.Perceptual, 1e-12);
        Assert.Equal(2, metrics.Overall.PerceptualStages.Count);
        Assert.Equal(metrics.Overall.Perceptual, metrics.Overall.PerceptualStages.Sum(), 1e-12);
        Assert.Empty(Expected.Overall.PerceptualStages);
        Assert.Equal(Expected.Overall.Psnr, metrics.Overall.Psnr);
        Assert.EndsWith("\nperceptual: distance in the features of small.onnx.", metrics.ToTable());
        Assert.Equal(2, metrics.ToTable().Split('\n')
            .Count(line => line.Length == 92
                && (line.EndsWith("  perceptual", StringComparison.Ordinal) || line.StartsWith("all ", StringComparison.Ordinal))));
        Assert.Contains("\"perceptual\":", metrics.ToJson());
        Assert.DoesNotContain("erceptual", Expected.ToTable() + Expected.ToJson());
    }

    [Fact]
    public void Evaluate_WithAFeatureNetworkOfAnotherSize_NamesTheRow()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { PerceptualFeatures = FeatureModel.Write(folder["fixed.onnx"], 20, 20) };

        Assert.Equal(
            "Row 1: The feature network 'fixed.onnx' takes images of 20×20, got 24×18. Export it with open height and width, or with a " +
            "Resize at its start.",
            Assert.Throws<InvalidOperationException>(() => ml.Inpainting().Evaluate(View(Rows), options)).Message);
    }

    [Fact]
    public void Evaluate_OfRowsInAnotherOrder_IsTheSame()
    {
        var metrics = ml.Inpainting().Evaluate(View([.. Rows.Reverse()]), Options);

        Assert.Equal(Expected.ToTable(), metrics.ToTable());
        Assert.Equal(Expected.Overall.Psnr, metrics.Overall.Psnr, 1e-12);
    }

    [Fact]
    public void Evaluate_OfMoreRowsThanCores_CountsThemAll()
    {
        var rows = Enumerable.Repeat(Rows[0], 3 * Environment.ProcessorCount + 1).ToArray();

        var metrics = ml.Inpainting().Evaluate(View(rows), Options).Overall;

        Assert.Equal(rows.Length, metrics.Images);
        Assert.Equal(InpaintingScore.Compute(Cases[0].Image, Cases[0].Output, Cases[0].Mask).Psnr, metrics.Psnr, 1e-12);
    }

    [Fact]
    public void Evaluate_OfAFilledColumn_ScoresTheTransformersOutput()
    {
        using var bench = new Workbench();
        var (image, mask) = (Samples.Image(24, 16), Samples.Hole(24, 16, 6, 4, 8, 8));
        var rows = bench.View(Workbench.InMemory(image, mask));
        using var model = bench.Inpaint.Fit(rows);

        var metrics = bench.ML.Inpainting().Evaluate(model.Transform(rows), "Image", "Output", "Mask");

        Assert.Equal(InpaintingMetrics.Average([InpaintingScore.Compute(image, bench.Expected(image, mask), mask)]).ToJson(),
            metrics.ToJson());
    }

    [Fact]
    public void Evaluate_WithPolarityAndThreshold_ReadsMasksByThem()
    {
        var gray =
            new RgbImage(20, 20,
                [.. Cases[0].Mask.Valid.ToArray().SelectMany(valid => Enumerable.Repeat((byte)(valid == 1 ? 10 : 9), 3))]);
        var row = Rows[0];
        row.Mask = gray.ToMLImage();

        var metrics = ml.Inpainting().Evaluate(View(row), Options with { MaskReading = new(MaskPolarity.WhiteIsValid, 10) });

        Assert.Equal(Cases[0].Mask.HoleRatio, metrics.Overall.HoleRatio);
    }

    [Theory]
    [InlineData(6, BorderClass.B)]
    [InlineData(7, BorderClass.N)]
    public void Evaluate_WithABorder_SplitsTheClassesByIt(int border, BorderClass expected)
    {
        var metrics = ml.Inpainting().Evaluate(View(Rows[0]), Options with { Border = border });

        Assert.Equal(expected, Assert.Single(metrics.Classes, c => c.Images > 0).Border);
    }

    [Fact]
    public void Evaluate_OfAnyView_AsksForThreeColumnsAndDisposesTheCursor()
    {
        var watched = new WatchedView(View(Rows));

        ml.Inpainting().Evaluate(watched, Options);

        Assert.Equal(["Image", "Output", "Mask"], watched.Asked);
        Assert.True(watched.IsDisposed);
    }

    [Fact]
    public void Evaluate_OfAStream_ReadsItOnceAndNoFurtherThanItScores()
    {
        var (passes, read) = (0, 0);
        var broken = Rows[0];
        broken.Mask = null;

        Assert.Throws<InvalidOperationException>(() => ml.Inpainting().Evaluate(ml.Data.LoadFromEnumerable(Stream()), Options));

        Assert.Equal((1, 2), (passes, read));

        IEnumerable<ScoredRow> Stream()
        {
            passes++;
            foreach (var row in new[] { Rows[0], broken, Rows[1], Rows[2] })
            {
                read++;
                yield return row;
            }
        }
    }

    [Fact]
    public void Evaluate_WhenCanceled_EndsBeforeTheNextRow()
    {
        using var cancel = new CancellationTokenSource();
        var read = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => ml.Inpainting()
            .Evaluate(ml.Data.LoadFromEnumerable(Stream()), Options, cancel.Token));

        Assert.Equal(2, read);

        IEnumerable<ScoredRow> Stream()
        {
            foreach (var row in Rows)
            {
                if (++read == 2)
                {
                    cancel.Cancel();
                }

                yield return row;
            }
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Evaluate_OfMoreThanTwoSeconds_TellsTheLogHowFarItIs(bool isSlow, int reports)
    {
        var messages = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Message.Contains("rows evaluated", StringComparison.Ordinal))
            {
                messages.Add(e.Message);
            }
        };

        ml.Inpainting().Evaluate(ml.Data.LoadFromEnumerable(Stream()), Options);

        Assert.Equal(reports, messages.Count);
        Assert.All(messages, message => Assert.Matches(@"InpaintingEvaluation.*\d+ rows evaluated, \d+\.\d a second\.", message));

        IEnumerable<ScoredRow> Stream()
        {
            yield return Rows[0];
            Thread.Sleep(isSlow ? 2100 : 0);
            yield return Rows[1];
            yield return Rows[2];
        }
    }

    IDataView View(params ScoredRow[] rows) => ml.Data.LoadFromEnumerable(rows);
}
