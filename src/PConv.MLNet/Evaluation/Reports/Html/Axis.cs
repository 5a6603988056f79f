using System.Globalization;

namespace PConv.MLNet.Evaluation;

/// <summary>An axis from one round number to another, with a tick at each between them.</summary>
sealed class Axis
{
    const int MostSteps = 7;

    readonly double step;
    readonly long first, last;

    Axis(double step, long first, long last) => (this.step, this.first, this.last) = (step, first, last);

    /// <summary>The values of the ticks, rising; both ends are among them.</summary>
    public IEnumerable<double> Ticks => from i in Enumerable.Range(0, (int)(last - first + 1)) select step * (first + i);

    /// <summary>The shortest axis over values whose steps are 1, 2 or 5 times a power of ten; at most seven steps.</summary>
    public static Axis Over(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        var range = high > low ? high - low : Math.Max(Math.Abs(low) / 10, 1e-3);
        for (var power = Math.Pow(10, Math.Floor(Math.Log10(range / MostSteps))); ; power *= 10)
        {
            foreach (var step in new[] { power, 2 * power, 5 * power })
            {
                var (first, last) = ((long)Math.Floor(low / step), (long)Math.Ceiling(high / step));
                if (last - first <= MostSteps)
                {
                    return new(step, first, Math.Max(last, first + 1));
                }
            }
        }
    }

    /// <summary>Where a value lies, 0 at the lower end and 1 at the upper.</summary>
    public double Share(double value) => (value / step - first) / (last - first);

    /// <summary>A tick in the digits of the step.</summary>
    public string Text(double tick) => tick.ToString($"F{Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9))}", CultureInfo.InvariantCulture);
}
