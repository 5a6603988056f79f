using Microsoft.ML;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What transforms take over from their MLContext, which ML.NET does not show to transforms of others.</summary>
public sealed class ContextSettingsTests : IDisposable
{
    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Of_ACatalog_FindsTheContextsSettings()
    {
        var ml = new MLContext(seed: 7) { GpuDeviceId = 3, FallbackToCpu = true };

        var settings = ContextSettings.Of(ml.Transforms);

        Assert.Equal((7, 3, true), (settings.Seed, settings.GpuDeviceId, settings.FallbackToCpu));
        Assert.NotNull(settings.Environment);
        var plain = ContextSettings.Of(new MLContext().Transforms);
        Assert.Equal((null, null), (plain.Seed, plain.GpuDeviceId));
    }

    [Fact]
    public void Fit_WithAGpuInTheContextThatIsNotThere_FailsOrFallsBackAsItSays()
    {
        var rows = bench.View<ImageRow>();
        var strict = new MLContext { GpuDeviceId = 5, FallbackToCpu = false };
        var lenient = new MLContext { GpuDeviceId = 5, FallbackToCpu = true };
        List<string> log = [];
        lenient.Log += (_, e) => log.Add($"{e.Kind} {e.Message}");

        var message = Assert.ThrowsAny<Exception>(() => strict.Transforms.InpaintPartialConv(bench.Options).Fit(rows)).Message;
        using var transformer = lenient.Transforms.InpaintPartialConv(bench.Options).Fit(rows);

        Assert.Contains("CUDA device 5 cannot be used", message, StringComparison.Ordinal);
        Assert.Equal("CPU", transformer.Provider);
        Assert.StartsWith("CUDA device 5 cannot be used", transformer.FallbackReason, StringComparison.Ordinal);
        Assert.Contains(log, line => line.EndsWith("Fills run on CPU.", StringComparison.Ordinal));
        Assert.Contains(log, line => line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains(transformer.FallbackReason!, StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_WithAGpuInTheOptions_TakesThatOne()
    {
        var ml = new MLContext { GpuDeviceId = 5, FallbackToCpu = false };
        var options = bench.Options with { Scoring = new() { GpuDeviceId = 2, FallbackToCpu = true } };

        using var transformer = ml.Transforms.InpaintPartialConv(options).Fit(bench.View<ImageRow>());

        Assert.StartsWith("CUDA device 2 cannot be used", transformer.FallbackReason, StringComparison.Ordinal);
    }

    [Fact]
    public void GenerateIrregularMasks_WithoutASeed_TakesTheContexts()
    {
        byte[] Drawn(int? context, int? seed)
        {
            var ml = new MLContext(context);
            var view = ml.Data.LoadFromEnumerable(new[] { new FileRow() });
            return Assert.Single(Workbench.Read(ml.Transforms.GenerateIrregularMasks("Mask", null, new() { Width = 40, Height = 30 }, seed)
                .Fit(view).Transform(view), "Mask"))!.Pixels;
        }

        Assert.Equal(Drawn(null, 7), Drawn(7, null));
        Assert.Equal(Drawn(null, 8), Drawn(7, 8));
        Assert.Equal(Drawn(null, 0), Drawn(null, null));
        Assert.NotEqual(Drawn(7, null), Drawn(8, null));
        Assert.Equal((7, null), (new MLContext(7).Inpainting().Trainers.Seed, new MLContext().Inpainting().Trainers.Seed));
    }

    [Fact]
    public void LoadInpaintingFolderViews_OfAnEmptyPart_WarnsInTheLog()
    {
        List<string> log = [];
        bench.ML.Log += (_, e) => log.Add(e.RawMessage);
        PngFile.Write(bench["only.png"], Samples.Image(12, 12));
        Directory.CreateDirectory(bench["one"]);
        File.Move(bench["only.png"], Path.Combine(bench["one"], "only.png"));

        _ = bench.ML.Data.LoadInpaintingFolderViews(bench["one"], new() { ValidationFraction = 0, TestFraction = 0 });

        Assert.Equal(
            [$"No image of '{bench["one"]}' is for Validation or Test: there are Train 1, Validation 0, Test 0. "
                + "Add images, or set other fractions."],
            log.Where(line => line.StartsWith("No image", StringComparison.Ordinal)));
    }

    [Fact]
    public void Fit_OnTheCpu_TellsNoReason()
    {
        using var network = bench.Inpaint.Fit(bench.View<ImageRow>());
        using var classical = bench.ML.Transforms.InpaintTelea("Output", "Image", "Mask").Fit(bench.View<ImageRow>());

        Assert.Equal([("CPU", null), ("CPU", null)],
            new[] { (network.Provider, network.FallbackReason), (classical.Provider, classical.FallbackReason) });
    }

    [Fact]
    public void Rows_WithImagesOfAnySize_AreReadByTheirAttribute()
    {
        var image = Samples.Image(14, 9);
        var mask = Samples.Hole(14, 9, 1, 1, 3, 3).ToImage().ToMLImage();
        var view = bench.ML.Data.LoadFromEnumerable([new MarkedRow { Image = image.ToMLImage(), Mask = mask }]);

        var filled = bench.ML.Data.CreateEnumerable<MarkedOutput>(bench.Inpaint.Fit(view).Transform(view), reuseRowObject: false).Single();

        Assert.Equal(image.Size, filled.Output!.ToRgbImage().Size);
    }

    sealed class MarkedRow
    {
        [AnySizeImage]
        public Microsoft.ML.Data.MLImage? Image { get; set; }

        [AnySizeImage]
        public Microsoft.ML.Data.MLImage? Mask { get; set; }
    }

    sealed class MarkedOutput
    {
        [AnySizeImage]
        public Microsoft.ML.Data.MLImage? Output { get; set; }
    }
}
