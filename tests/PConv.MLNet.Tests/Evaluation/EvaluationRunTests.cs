using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class EvaluationRunTests
{
    static EvaluationResult Run(IImageSource images, EvaluationOptions options)
    {
        using var run = new EvaluationRun(images, options);
        return run.Run();
    }

    /// <summary>All but the time.</summary>
    static IEnumerable<EvaluationRow> Timeless(EvaluationResult result) => result.Rows.Select(r => r with { Seconds = 0 });

    [Fact]
    public void Run_GivesARowForEveryMethodClassAndImage()
    {
        var result = Run(RampImages.Of(3), Methods.Small());

        Assert.Equal(3 * 12 * 2, result.Rows.Count);
        Assert.Equal(
            from image in new[] { "p0.png", "p1.png", "p2.png" } from c in MaskClass.All from method in new[] { "gray", "black" }
            select (image, c, method),
            result.Rows.Select(r => (r.Image, r.Class, r.Method)));
    }

    [Fact]
    public void Run_DrawsMasksOfTheClassesTheyAreCountedIn() => Assert.All(Run(RampImages.Of(4), Methods.Small()).Rows, row =>
    {
        Assert.True(row.Class.Bucket.Contains(row.Score.HoleRatio), $"{row.Score.HoleRatio} in {row.Class}");
        Assert.Equal(row.Class.Border, row.Score.Border);
    });

    [Fact]
    public void Run_ScoresTheMiddleSquareScaled_AsInpaintingScoreDoes()
    {
        var options = Methods.Small(Methods.Gray());
        using var run = new EvaluationRun(RampImages.Of(1), options);
        var row = run.Run().Rows[7];
        var original = Crop.Center(new(48, 40), 32).Apply(RampImages.MakeImage("p0.png"));
        var sample = run.Sample("p0.png", row.Class, "gray");
        var gray = new RgbImage(32, 32);
        Array.Fill(gray.Pixels, (byte)128);

        Assert.Equal(original.Pixels, sample.Original.Pixels);
        Assert.Equal(InpaintingScore.Compute(original, gray, sample.Mask, options.Border), row.Score);
        Assert.Equal(new(48, 40), row.OriginalSize);
    }

    [Fact]
    public void Run_GivesEveryMethodTheSameImagesWithBlackHoles()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, List<string>>();
        InpaintingMethod Watching(string name) => Methods.Of(name, image =>
        {
            seen.GetOrAdd(name, _ => []).Add(Convert.ToHexString(image.Pixels));
            return image;
        });
        var options = Methods.Small(Watching("first"), Watching("second")) with { Threads = 1 };
        using var run = new EvaluationRun(RampImages.Of(2), options);
        run.Run();
        var sample = run.Sample("p0.png", MaskClass.All[3], "first");
        var black = Composite.Create(sample.Original, new(32, 32), sample.Mask);

        Assert.Equal(seen["second"], seen["first"].SkipLast(1));
        Assert.Contains(Convert.ToHexString(black.Pixels), seen["second"]);
        Assert.DoesNotContain(Convert.ToHexString(sample.Original.Pixels), seen["second"]);
    }

    [Fact]
    public void Run_WithAnyNumberOfThreads_GivesTheSameNumbers() =>
        Assert.Equal(Timeless(Run(RampImages.Of(7), Methods.Small() with { Threads = 1 })),
            Timeless(Run(RampImages.Of(7), Methods.Small() with { Threads = 5 })));

    [Fact]
    public void Run_OfANetworkWithAnyNumberOfThreads_GivesTheSameNumbersAndSamples()
    {
        var options = Methods.Small([.. InpaintingMethod.All]) with { Size = 64, Border = 6 };
        using var run = new EvaluationRun(RampImages.Of(3), options with { Threads = 3 });
        var result = run.Run();
        var row = result.Rows.First(r => r.Method == InpaintingMethod.Natural && r.Class == MaskClass.All[8]);
        var sample = run.Sample(row.Image, row.Class, row.Method);

        Assert.Equal(Timeless(Run(RampImages.Of(3), options with { Threads = 1 })), Timeless(result));
        Assert.Equal(row.Score, InpaintingScore.Compute(sample.Original, sample.Filled, sample.Mask, options.Border));
    }

    [Fact]
    public void Run_WithOtherMethodsAndImages_DrawsTheSameMasks()
    {
        using var all = new EvaluationRun(RampImages.Of(5), Methods.Small());
        using var one = new EvaluationRun(new RampImages("p3.png"), Methods.Small(Methods.Gray("other")));

        Assert.All(MaskClass.All,
            c => Assert.Equal(all.Sample("p3.png", c, "gray").Mask.Valid.ToArray(), one.Sample("p3.png", c, "other").Mask.Valid.ToArray()));
    }

    [Fact]
    public void Run_OfTwoImagesOrWithAnotherSeed_DrawsOtherMasks()
    {
        using var run = new EvaluationRun(RampImages.Of(2), Methods.Small());
        using var other = new EvaluationRun(RampImages.Of(2), Methods.Small() with { Seed = 1 });
        var mask = run.Sample("p0.png", MaskClass.All[6], "gray").Mask.Valid.ToArray();

        Assert.NotEqual(mask, run.Sample("p1.png", MaskClass.All[6], "gray").Mask.Valid.ToArray());
        Assert.NotEqual(mask, other.Sample("p0.png", MaskClass.All[6], "gray").Mask.Valid.ToArray());
    }

    [Fact]
    public void Run_DecodesEveryImageOnce()
    {
        var images = RampImages.Of(4);
        Run(images, Methods.Small());

        Assert.Equal([1, 1, 1, 1], images.Reads);
    }

    [Fact]
    public void Run_WithABadImage_ReportsItAndLeavesItOutForAllMethods()
    {
        List<string> said = [];
        using var run =
            new EvaluationRun(new RampImages("a.png", "b.png", "c.png") { Bad = ["b.png"] }, Methods.Small()) { Report = said.Add };
        var result = run.Run();

        Assert.Equal(["Left out b.png: 'b.png' is empty (0 bytes)."], said);
        Assert.Equal(["a.png", "c.png"], result.Images);
        Assert.Equal("'b.png' is empty (0 bytes).", result.Unreadable["b.png"]);
        Assert.Equal(2 * 12 * 2, result.Rows.Count);
    }

    [Fact]
    public void Run_WithAnImageTooLargeForTheMemory_LeavesItOut()
    {
        var images = new RampImages("a.png", "b.png")
        {
            Reading =
                name => { if (name == "b.png") { throw new InsufficientMemoryException("There is not enough memory to decode 'b.png'.");
                    } },
        };
        using var run = new EvaluationRun(images, Methods.Small());

        Assert.Equal("There is not enough memory to decode 'b.png'.", run.Run().Unreadable["b.png"]);
    }

    [Fact]
    public void Run_WithoutAnImageThatCanBeRead_SaysWhy() => Assert.Equal(
        "None of the 2 images can be read, so there is nothing to evaluate. The first, 'a.png': 'a.png' is empty (0 bytes).",
        Assert.Throws<InvalidOperationException>(() =>
            Run(new RampImages("a.png", "b.png") { Bad = ["a.png", "b.png"] }, Methods.Small())).Message);

    [Fact]
    public void Run_WithAMethodThatFails_StopsAndNamesItAndTheImage()
    {
        var failing = Methods.Of("failing", _ => throw new ArgumentException("It takes 64×64 alone."));

        Assert.Equal(
            "Method failing cannot fill 'p0.png' with a mask of class 0.01-0.1_N: It takes 64×64 alone. Leave the method out, or take " +
            "another size.",
            Assert.Throws<InvalidOperationException>(() => Run(RampImages.Of(1), Methods.Small(failing))).Message);
    }

    [Fact]
    public void Run_OfPartOfTheImages_TakesTheSameOnesInEveryClass()
    {
        using var two = new EvaluationRun(RampImages.Of(9), Methods.Small() with { ImagesPerClass = 2 });
        using var five = new EvaluationRun(RampImages.Of(9), Methods.Small() with { ImagesPerClass = 5 });

        Assert.Equal(2, two.Images.Count);
        Assert.Subset(five.Images.ToHashSet(), two.Images.ToHashSet());
        Assert.All(two.Run().Rows.GroupBy(r => r.Class), c => Assert.Equal(two.Images, c.Select(r => r.Image).Distinct()));
    }

    [Fact]
    public void Run_TellsHowFarItIs()
    {
        var told = new System.Collections.Concurrent.ConcurrentBag<(int Done, int Total, double RowsPerSecond, string Image)>();
        using var run = new EvaluationRun(RampImages.Of(2), Methods.Small());
        run.Run(progress: new Told(told));

        Assert.Equal(Enumerable.Range(1, 48), told.Select(p => p.Done).Order());
        Assert.All(told, p => Assert.True(p is { Total: 48, RowsPerSecond: > 0 }));
    }

    sealed class Told(System.Collections.Concurrent.ConcurrentBag<(int Done, int Total, double RowsPerSecond, string Image)> progress)
        : IProgress<(int Done, int Total, double RowsPerSecond, string Image)>
    {
        public void Report((int Done, int Total, double RowsPerSecond, string Image) value) => progress.Add(value);
    }

    [Fact]
    public void Run_AskedForSharpness_MeasuresItInEveryRowAndKeepsItInTheFile()
    {
        using var folder = new TemporaryFolder();
        EvaluationResult Measured()
        {
            using var run = new EvaluationRun(RampImages.Of(3), Methods.Small() with { Sharpness = true });
            return run.Run(folder["rows.jsonl"]);
        }

        var (first, again) = (Measured(), Measured()); // the second reads the file

        using var twin = new EvaluationRun(RampImages.Of(3), Methods.Small());
        Assert.All(first.Rows, row =>
        {
            var sample = twin.Sample(row.Image, row.Class, row.Method);
            Assert.Equal(ImageMetrics.HoleSharpness(sample.Original, sample.Filled, sample.Mask), row.Score.Sharpness, 1e-12);
        });
        Assert.Equal(Timeless(first), Timeless(again));
        Assert.Contains(EvaluationMetric.Sharpness, first.Metrics);
        Assert.All(first.Methods,
            m => Assert.Equal(100 * first.Rows.Where(r => r.Method == m).Average(r => r.Score.Sharpness),
                first.Summary(m)[EvaluationMetric.Sharpness].Mean, 1e-9));
        Assert.All(Run(RampImages.Of(1), Methods.Small()).Rows, row => Assert.Equal(double.NaN, row.Score.Sharpness));
    }
}
