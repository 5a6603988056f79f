using System.Diagnostics;
using System.Globalization;

namespace PConv.MLNet.Benchmarks;

/// <summary>One of those compared.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Call">What is timed.</param>
sealed record Peer(string Name, Action Call)
{
    /// <summary>Images a call works on, where they are others than the comparison's.</summary>
    public int? Images { get; init; }

    /// <summary>The process that works during the call; this one by default.</summary>
    public Process Process { get; init; } = Process.GetCurrentProcess();

    /// <summary>What the cores have given to processes that the call starts and ends; null where it starts none.</summary>
    public Func<double>? OfChildren { get; init; }

    /// <summary>What the cores have given it so far: unlike the time passed, it hardly depends on who else is at work.</summary>
    public double ProcessorMilliseconds
    {
        get
        {
            if (OfChildren is not null)
            {
                return OfChildren();
            }

            Process.Refresh();
            return Process.TotalProcessorTime.TotalMilliseconds;
        }
    }
}

/// <summary>Times peers in turn, so that a busy moment of the machine hits all of them, and compares medians.</summary>
static class Measure
{
    /// <summary>Prints one row a peer: the median, the spread, the ratio to the first, which is the baseline, and the same of processor
    /// time.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="per">Images one call works on: times are given for one.</param>
    /// <param name="rounds">How often each peer is called, after one call to warm up.</param>
    /// <param name="peers">Those compared, the baseline first.</param>
    /// <returns>Median milliseconds an image, by name.</returns>
    public static IReadOnlyDictionary<string, double> Compare(string title, int per, int rounds, params Peer[] peers)
    {
        var times = peers.ToDictionary(p => p.Name, _ => (Passed: new List<double>(), Processor: new List<double>()));
        for (var round = -1; round < rounds; round++)
        {
            foreach (var peer in peers)
            {
                var (clock, processor) = (Stopwatch.StartNew(), peer.ProcessorMilliseconds);
                peer.Call();
                if (round >= 0)
                {
                    times[peer.Name].Passed.Add(clock.Elapsed.TotalMilliseconds / (peer.Images ?? per));
                    times[peer.Name].Processor.Add((peer.ProcessorMilliseconds - processor) / (peer.Images ?? per));
                }
            }
        }

        Console.WriteLine($"\n{title} ({Environment.ProcessorCount} cores, {Processor}, commit {Commit}, {rounds} rounds in turn)");
        Console.WriteLine($"{"",-40} {"ms/image",9} {"from-to",17} {"ratio",7} {"CPU ms",9} {"ratio",7}");
        var baseline = times[peers[0].Name];
        foreach (var (name, _) in peers)
        {
            var (passed, processor) = times[name];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-40} {Median(passed),9:F2} {$"{passed.Min():F2}-{passed.Max():F2}",17} " +
                $"{Median(passed) / Median(baseline.Passed),7:F3} {Median(processor),9:F2} " +
                $"{Median(processor) / Median(baseline.Processor),7:F3}"));
        }

        return times.ToDictionary(t => t.Key, t => Median(t.Value.Passed));
    }

    /// <summary>Whether PCONV_BENCH_QUICK is set: to see that all works.</summary>
    public static bool IsQuick => Environment.GetEnvironmentVariable("PCONV_BENCH_QUICK") is not null;

    /// <summary>So many rounds, or one if <see cref="IsQuick"/>.</summary>
    public static int Rounds(int rounds) => IsQuick ? 1 : rounds;

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static string Processor => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? "unknown CPU"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown CPU";

    static string Commit
    {
        get
        {
            try
            {
                using var git =
                    Process.Start(
                        new ProcessStartInfo("git", ["rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true,
                            RedirectStandardError = true })!;
                return git.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } hash ? hash : "unknown";
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return "unknown";
            }
        }
    }
}
