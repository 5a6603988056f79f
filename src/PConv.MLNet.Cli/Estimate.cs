using System.Diagnostics;
using System.Globalization;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Files;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli;

/// <summary>Tells before a long run how long it will take and how much it will write, from a part that was measured.</summary>
static class Estimate
{
    const double Kilo = 1e3, Mega = 1e6, Giga = 1e9;

    static readonly TimeSpan Least = TimeSpan.FromMinutes(1); // shorter runs need no estimate

    /// <summary>The sentence; null for a run of less than a minute.</summary>
    /// <param name="what">What the run does, such as <c>500 images</c>.</param>
    /// <param name="time">Estimated time.</param>
    /// <param name="bytes">Estimated size of what is written; 0 if nothing worth telling.</param>
    /// <param name="isPart">Whether there is work that was not estimated.</param>
    public static string? Of(string what, TimeSpan time, double bytes, bool isPart = false) => time < Least ? null
        : $"{what}: {(isPart ? "at least" : "about")} {Clock.Format(time)}{(bytes > 0 ? $", and {Size(bytes)} to write" : "")}.";

    /// <summary>Fills the first image by each method: the time of one fill by all of them, without what opening a model takes, and the
    /// bytes of the image as PNG. Nothing if the image cannot be read or filled, which the run will tell.</summary>
    public static (TimeSpan Time, double Bytes) FillByAll(EvaluationRun run, CancellationToken cancel)
    {
        try
        {
            var bytes = Fill();
            var clock = Stopwatch.StartNew();
            Fill();
            return (clock.Elapsed, bytes);
        }
        catch (Exception e) when (InpaintJob.IsOfTheImage(e))
        {
            return default;
        }

        int Fill() => run.Options.Methods
            .Select(method => run.Sample(run.Images[0], run.Classes[run.Classes.Count / 2], method.Name, cancel).Original)
            .Last().ToPngBytes().Length;
    }

    /// <summary>Time and bytes of many masks, from a few.</summary>
    /// <param name="count">How many.</param>
    /// <param name="draw">Draws the mask of a number.</param>
    public static (TimeSpan Time, double Bytes) Masks(int count, Func<int, Mask> draw)
    {
        const int Measured = 12;
        File(0); // compiles
        var clock = Stopwatch.StartNew();
        var bytes = Enumerable.Range(0, Measured).Average(i => File((int)((long)i * count / Measured)));
        return (count * clock.Elapsed / Measured / Environment.ProcessorCount, count * bytes);

        int File(int number) => draw(number).ToImage().ToPngBytes().Length;
    }

    static string Size(double bytes)
    {
        var (value, unit) = bytes >= Giga ? (bytes / Giga, "GB") : bytes >= Mega ? (bytes / Mega, "MB") : (bytes / Kilo, "kB");
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, value):F0} {unit}");
    }
}
