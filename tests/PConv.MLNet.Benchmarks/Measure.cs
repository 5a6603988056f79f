using System.Diagnostics;
using System.Globalization;

namespace PConv.MLNet.Benchmarks;

/// <summary>Times peers in turn, so that a busy moment of the machine hits all of them, and compares medians.</summary>
static class Measure
{
    /// <summary>Prints one row a peer: the median, the spread and the ratio to the first, which is the baseline.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="per">Images one call works on: times are given for one.</param>
    /// <param name="rounds">How often each peer is called, after one call to warm up.</param>
    /// <param name="peers">Names and calls.</param>
    public static void Compare(string title, int per, int rounds, params (string Name, Action Call)[] peers)
    {
        var times = peers.ToDictionary(p => p.Name, _ => new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (name, call) in peers)
            {
                var clock = Stopwatch.StartNew();
                call();
                if (round >= 0)
                {
                    times[name].Add(clock.Elapsed.TotalMilliseconds / per);
                }
            }
        }

        Console.WriteLine($"\n{title} ({Environment.ProcessorCount} cores, {Processor}, commit {Commit}, {rounds} rounds in turn)");
        Console.WriteLine($"{"",-34} {"ms/image",9} {"from-to",15} {"ratio",7}");
        var baseline = Median(times[peers[0].Name]);
        foreach (var (name, _) in peers)
        {
            var all = times[name];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-34} {Median(all),9:F2} {$"{all.Min():F2}-{all.Max():F2}",15} {Median(all) / baseline,7:F3}"));
        }
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    static string Processor => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown CPU";

    static string Commit
    {
        get
        {
            try
            {
                using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                return git.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } hash ? hash : "unknown";
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return "unknown";
            }
        }
    }
}
