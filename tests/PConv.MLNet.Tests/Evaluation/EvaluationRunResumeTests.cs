using PConv.MLNet.Evaluation;
using PConv.MLNet.Inference;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Runs that were interrupted.</summary>
public sealed class EvaluationRunResumeTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    string Rows => folder["rows.jsonl"];

    public void Dispose() => folder.Dispose();

    EvaluationResult Run(EvaluationOptions? options = null, RampImages? images = null)
    {
        using var run = new EvaluationRun(images ?? RampImages.Of(4), options ?? Methods.Small());
        return run.Run(Rows);
    }

    /// <summary>Stops a run when it reads its third image.</summary>
    void Interrupt()
    {
        using var cancel = new CancellationTokenSource();
        var read = 0;
        var images = new RampImages("p0.png", "p1.png", "p2.png", "p3.png")
        {
            Reading = _ =>
            {
                if (++read == 3)
                {
                    cancel.Cancel();
                }
            },
        };
        using var run = new EvaluationRun(images, Methods.Small() with { Threads = 1 });
        Assert.ThrowsAny<OperationCanceledException>(() => run.Run(Rows, cancel: cancel.Token));
    }

    static IEnumerable<EvaluationRow> Timeless(EvaluationResult result) => result.Rows.Select(r => r with { Seconds = 0 });

    [Fact]
    public void Run_GoingOnAfterAStop_GivesTheRowsOfAWholeRunAndReadsOnlyWhatIsLeft()
    {
        Interrupt();
        Assert.Equal(1 + 2 * 24, File.ReadAllLines(Rows).Length);
        var images = RampImages.Of(4);
        using var whole = new EvaluationRun(RampImages.Of(4), Methods.Small());

        Assert.Equal(Timeless(whole.Run()), Timeless(Run(images: images)));
        Assert.Equal(2, images.Reads.Sum());
        Assert.Equal(1 + 4 * 24, File.ReadAllLines(Rows).Length);
    }

    [Theory]
    [InlineData(1)] // the line break alone
    [InlineData(40)]
    public void Run_GoingOnAfterATornLine_DropsIt(int torn)
    {
        var whole = Run();
        using (var file = File.OpenWrite(Rows))
        {
            file.SetLength(file.Length - torn);
        }

        Assert.Equal(Timeless(whole), Timeless(Run()));
        Assert.Equal(1 + 4 * 24, File.ReadAllLines(Rows).Length);
    }

    [Fact]
    public void Run_GoingOnWhenNothingIsLeft_GivesTheRowsOfTheFile()
    {
        var (first, images) = (Run(), RampImages.Of(4));

        Assert.Equal(first.Rows, Run(images: images).Rows);
        Assert.Equal(0, images.Reads.Sum());
    }

    [Fact]
    public void Run_GoingOnWithOtherOptions_NamesThemAndLeavesTheFile()
    {
        Run();
        var before = File.ReadAllText(Rows);

        Assert.Equal(
            $"'{Rows}' holds rows of a run with other options: size was 32, now 40; seed was 0, now 3; methods were gray, black, now " +
            $"gray; images: 1 gone, such as 'p3.png'. Go on with the same options, or write elsewhere.",
            Assert.Throws<ArgumentException>(() =>
                Run(Methods.Small(Methods.Gray()) with { Size = 40, Seed = 3 }, RampImages.Of(3))).Message);
        Assert.Equal(before, File.ReadAllText(Rows));
    }

    [Fact]
    public void Run_GoingOnWithAnotherModelOfTheSameName_IsRefused()
    {
        InpaintingMethod Model(byte content) => InpaintingMethod.FromModel("gray", Inference.InpaintingModel.FromBytes([content]));
        using (RowFile.Open(Rows, EvaluationProtocol.From(Methods.Small(Model(1)), [])))
        {
        }

        Assert.Contains("methods were gray, now gray in another order or with another model",
            Assert.Throws<ArgumentException>(() => RowFile.Open(Rows, EvaluationProtocol.From(Methods.Small(Model(2)), []))).Message);
    }

    [Fact]
    public void Run_GoingOnWithMoreThreads_IsNoOtherRun()
    {
        Run(Methods.Small() with { Threads = 1 });

        Assert.Equal(96, Run(Methods.Small() with { Threads = 3 }).Rows.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Run_GoingOnWithADamagedLine_NamesIt(int damaged)
    {
        Run();
        var lines = File.ReadAllLines(Rows);
        lines[damaged] = "{ \"image\": 3 }";
        File.WriteAllLines(Rows, lines);

        Assert.Equal($"Line {damaged + 1} of '{Rows}' is damaged: it is no {(damaged == 0 ? "protocol" : "row")} of an evaluation. Delete "
            + "the file, or write elsewhere.", Assert.Throws<InvalidDataException>(() => Run()).Message);
    }

    [Fact]
    public void Open_OfAFileThatAnotherRunWrites_IsRefused()
    {
        var protocol = EvaluationProtocol.From(Methods.Small(), []);
        using var first = RowFile.Open(Rows, protocol);

        Assert.Throws<IOException>(() => RowFile.Open(Rows, protocol));
    }
}
