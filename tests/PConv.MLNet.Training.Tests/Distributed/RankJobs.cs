using System.Globalization;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static System.FormattableString;

namespace PConv.MLNet.Training.Tests;

/// <summary>Jobs for several processes; each rank writes one line. Exit codes: 0 done, 1 failed.</summary>
static class RankJobs
{
    /// <summary>These jobs as ranks.</summary>
    public static readonly Mpi Jobs = new(typeof(RankJobs).Assembly.Location, "ranks");

    /// <summary>Options of every training here: without batch normalization, so that the crops of a step do not depend on each
    /// other.</summary>
    public static readonly TrainingOptions Options = new()
    {
        Network = WithoutNorm(UNetSpec.WithWidth(4, 3)),
        Steps = 10,
        BatchSize = 2,
        Size = 16,
        LearningRate = 2e-3,
        GradientClip = 1,
        ReportEvery = 1,
        Threads = 1,
    };

    /// <summary><c>collectives</c>, <c>nobody</c>, <c>train FOLDER STEPS</c>, <c>resume FOLDER STEPS</c>,
    /// <c>stop FOLDER</c>, <c>diverge FOLDER</c> and <c>unreadable FOLDER</c>.</summary>
    public static int Run(string[] arguments)
    {
        try
        {
            var ranks = MpiProcessGroup.FromEnvironment();
            Console.WriteLine($"rank {ranks.Rank}: " + arguments switch
            {
                ["collectives"] => Collectives(ranks),
                ["nobody"] => FromNobody(ranks),
                ["train", var folder, var steps] => Train(ranks, folder, resume: false, steps),
                ["resume", var folder, var steps] => Train(ranks, folder, resume: true, steps),
                ["stop", var folder] => Stop(ranks, folder),
                // the loss of step 3
                ["diverge", var folder] =>
                    Train(new MeddlingRanks(ranks, (call, values) => values[0] = ranks.Rank == 1 && call == 8 ? float.NaN : values[0]),
                        folder, resume: false, "10"),
                ["unreadable", var folder] => Train(ranks, folder, resume: false, "10", Options, ranks.Rank == 1 ? [0, 1, 2, 3] : []),
                _ => throw new ArgumentException($"'{string.Join(' ', arguments)}' is no job."),
            });
            return 0;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    static UNetSpec WithoutNorm(UNetSpec spec) =>
        new([.. spec.Encoder.Select(row => row with { BatchNorm = false })],
            [.. spec.Decoder.Select(row => row with { BatchNorm = false })]);

    /// <summary>Means of vectors of odd sizes, bytes of the last rank, all names; and whether .NET's own signals still work beside
    /// MPI's.</summary>
    static string Collectives(IProcessGroup ranks)
    {
        var wrong = 0;
        foreach (var size in new[] { 0, 1, 3, 1000, (1 << 20) + 7 })
        {
            float[] values = [.. Enumerable.Range(0, size).Select(i => (ranks.Rank + 1) * (i % 1000f))];
            ranks.AverageInPlace(values);
            wrong += values.Where((value, i) => value != (ranks.Count + 1) / 2f * (i % 1000)).Count();
        }

        var bytes = new byte[5];
        Array.Fill(bytes, (byte)ranks.Rank);
        ranks.Broadcast(bytes, ranks.Count - 1);
        ranks.Barrier();
        string? nothing = null;
        var caught = "";
        try
        {
            _ = nothing!.Length;
        }
        catch (NullReferenceException)
        {
            caught = ", null caught";
        }

        return $"{ranks.LocalRank} of {ranks.LocalCount}, {wrong} wrong means, bytes {string.Concat(bytes)}, " +
            $"{string.Join(' ', ranks.Gather([$"a{ranks.Rank}"]))}{caught}";
    }

    static string FromNobody(IProcessGroup ranks)
    {
        ranks.Broadcast(new byte[1], ranks.Count);
        return "went on";
    }

    /// <summary>Trains with a checkpoint every two steps, leaves the process number beside them, and tells how often this rank
    /// reported.</summary>
    static string Train(IProcessGroup ranks, string folder, bool resume, string steps, TrainingOptions? with = null, params int[] broken)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Invariant($"process-{ranks.Rank}")), Invariant($"{Environment.ProcessId}"));
        var losses = new List<double>();
        var options = (with ?? Options) with { Steps = int.Parse(steps, CultureInfo.InvariantCulture), CheckpointEvery = 2 };
        new PartialConvTrainer(options) { ProcessGroup = ranks, Validation = new ListSource(2) }
            .Train(new ListSource(4, broken), folder, resume, new Each(p => losses.Add(p.Loss)));
        return $"{losses.Count} reports, result {File.Exists(Path.Combine(folder, "weights.pconvw"))}";
    }

    /// <summary>Rank 1 is asked to stop in the midst of its third step; tells how many calls this rank made and what it left.</summary>
    static string Stop(IProcessGroup ranks, string folder)
    {
        using var cancel = new CancellationTokenSource();
        var meddling = new MeddlingRanks(ranks, (call, _) =>
        {
            if (ranks.Rank == 1 && call == 9)
            {
                cancel.Cancel();
            }
        });
        try
        {
            new PartialConvTrainer(Options) { ProcessGroup = meddling }.Train(new ListSource(4), folder, cancel: cancel.Token);
            return "went on";
        }
        catch (OperationCanceledException)
        {
            return $"{meddling.Calls} calls, step {Checkpoint.Latest(folder)?.Step}";
        }
    }

    sealed class Each(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }

    delegate void Meddle(int call, Span<float> values);

    /// <summary>Does something before every average; the first is number 1. A step of this network makes three: stop, loss,
    /// gradients.</summary>
    sealed class MeddlingRanks(IProcessGroup inner, Meddle meddle) : IProcessGroup
    {
        public int Calls { get; private set; }
        public int Rank => inner.Rank;
        public int Count => inner.Count;
        public int LocalRank => inner.LocalRank;
        public int LocalCount => inner.LocalCount;

        public void AverageInPlace(Span<float> values)
        {
            meddle(++Calls, values);
            inner.AverageInPlace(values);
        }

        public void Broadcast(Span<byte> values, int from = 0) => inner.Broadcast(values, from);

        public void Barrier() => inner.Barrier();
    }
}
