using System.Runtime.CompilerServices;
using Microsoft.ML;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Several PredictionEngines, as a pool of them keeps.</summary>
public sealed class InpaintingPoolTests : IDisposable
{
    const int Engines = 4;

    readonly Workbench bench = new();
    readonly ImageRow row = Workbench.InMemory(Samples.Image(20, 16), Samples.Irregular(20, 16));

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EnginesOfOneTransformer_OnThreadsOfTheirOwn_PredictWhatTheModelGives(bool isLoaded)
    {
        var images = Enumerable.Range(0, 8 * Engines)
            .Select(i => (Image: Samples.Image(20 + i % 5, 16, i), Mask: Samples.Irregular(20 + i % 5, 16, i))).ToArray();
        var rows = bench.View(Workbench.InMemory(images[0].Image, images[0].Mask));
        using var fitted = bench.Inpaint.Fit(rows);
        bench.ML.Model.Save(fitted, rows.Schema, bench["pipeline.zip"]);
        var shared = isLoaded ? new MLContext().Model.Load(bench["pipeline.zip"], out _) : fitted;

        var filled = new byte[images.Length][];
        Parallel.For(0, Engines, new ParallelOptions { MaxDegreeOfParallelism = Engines }, engine =>
        {
            using var own = Engine(shared);
            for (var i = engine; i < images.Length; i += Engines)
            {
                using var output = own.Predict(Workbench.InMemory(images[i].Image, images[i].Mask)).Output!;
                filled[i] = output.ToRgbImage().Pixels;
            }
        });

        Assert.Equal(images.Select(p => bench.Expected(p.Image, p.Mask).Pixels), filled);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 6)]
    public void EnginesOfModelsLoadedOneByOne_ShareOneSession(bool batched, int threads)
    {
        var scoring = Saved(threads);
        var engines = Enumerable.Range(0, Engines).Select(_ => Engine(Load(batched))).ToArray();
        Assert.All(engines, engine => engine.Predict(row).Output!.Dispose());

        using var hold = SharedInpainter.Get(InpaintingModel.FromBytes(File.ReadAllBytes(bench.Model)), scoring);
        hold.Inpainter.Dispose();

        Assert.All(engines, engine =>
            Assert.IsType<ObjectDisposedException>(Assert.ThrowsAny<Exception>(() => engine.Predict(row)).GetBaseException()));
    }

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 8)]
    public void AModelThatWasLoadedAndForgotten_ClosesItsSession(bool batched, int threads)
    {
        var session = Forgotten();

        // A thread of the pool may still hold what it worked on last, so one collection is not always enough.
        Assert.True(SpinWait.SpinUntil(IsClosed, TimeSpan.FromSeconds(30)),
            "The session is still open 30 s after its last transformer was forgotten.");

        bool IsClosed()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Record.Exception(() => session.Inpaint(new(8, 8), Mask.AllHoles(8, 8))) is ObjectDisposedException;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        OnnxInpainter Forgotten()
        {
            var scoring = Saved(threads);
            Engine(Load(batched)).Predict(row).Output!.Dispose();
            using var hold = SharedInpainter.Get(InpaintingModel.FromBytes(File.ReadAllBytes(bench.Model)), scoring);
            return hold.Inpainter;
        }
    }

    /// <summary>Saves the small model with a number of threads that no other test asks for: a session of its own.</summary>
    OnnxInpainterOptions Saved(int threads)
    {
        var scoring = new OnnxInpainterOptions { Threads = threads };
        using var fitted = bench.ML.Transforms.InpaintPartialConv(bench.Options with { Scoring = scoring }).Fit(bench.View(row));
        bench.ML.Model.Save(fitted, null, bench["pipeline.zip"]);
        return scoring;
    }

    /// <summary>An engine that leaves the transformer to the others.</summary>
    PredictionEngine<ImageRow, FilledRow> Engine(ITransformer transformer) =>
        bench.ML.Model.CreatePredictionEngine<ImageRow, FilledRow>(transformer, new PredictionEngineOptions { OwnsTransformer = false });

    ITransformer Load(bool batched)
    {
        var context = new MLContext();
        return batched ? context.Inpainting().Load(bench["pipeline.zip"]) : context.Model.Load(bench["pipeline.zip"], out _);
    }
}
