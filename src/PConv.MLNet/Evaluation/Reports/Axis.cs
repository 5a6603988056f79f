using System.Globalization;

namespace PConv.MLNet.Evaluation;

/// <summary>A chart axis. Both ends are ticks, so that every axis has labels, however close the values are.</summary>
sealed class Axis
{
    const int MostSteps = 7, MostLogarithmicSteps = 10;

    readonly bool logarithmic;
    readonly double step; // NaN if the steps differ

    Axis(double[] ticks, bool logarithmic, double step = double.NaN) => (Ticks, this.logarithmic, this.step) = (ticks, logarithmic, step);

    /// <summary>The values of the ticks in ascending order.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>
    /// Creates the shortest axis that covers the values, with steps of 1, 2 or 5 times a power of ten. A logarithmic axis has even steps
    /// too if the values are close; for a larger range its ticks are 1, 2 and 5 times each power of ten, and for a still larger range
    /// powers of ten only.
    /// </summary>
    /// <param name="values">The values to cover; values that cannot be drawn are ignored.</param>
    /// <param name="logarithmic">Whether the axis is logarithmic.</param>
    /// <param name="leastStep">The smallest step, a power of ten: 1 for whole numbers.</param>
    public static Axis Over(IEnumerable<double> values, bool logarithmic = false, double leastStep = 0)
    {
        var drawn = values.Where(v => Holds(v, logarithmic)).DefaultIfEmpty(logarithmic ? 1 : 0).ToArray();
        var (low, high, largest) = (drawn.Min(), drawn.Max(), drawn.Max(Math.Abs));
        var around = high - low > 1e-9 * largest + 1e-100 ? 0 : largest > 1e-100 ? largest / 10 : 1; // centers equal values
        var (ticks, step) = Even(low - around, high + around, leastStep);
        if (!logarithmic || ticks[0] > 0)
        {
            return new(ticks, logarithmic, step);
        }

        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        double[] uneven = [.. Enumerable.Range(first, last - first + 1).SelectMany(p => new[] { Power(p), 2 * Power(p), 5 * Power(p) })];
        uneven = uneven[Math.Max(0, Array.FindLastIndex(uneven, t => t <= low))..(Array.FindIndex(uneven, t => t >= high * .999999) + 1)];
        return new(uneven.Length <= MostLogarithmicSteps + 1 ? uneven : [.. Even(first, last, 1).Ticks.Select(Power)], true);
    }

    /// <summary>Whether a value can be drawn on an axis: finite, not absurdly large, and above 0 on a logarithmic one.</summary>
    public static bool Holds(double value, bool logarithmic) => Math.Abs(value) < 1e100 && (!logarithmic || value > 1e-100);

    /// <summary>Position of a value on the axis, 0 at the lower end and 1 at the upper.</summary>
    public double Share(double value) => (Scale(value) - Scale(Ticks[0])) / (Scale(Ticks[^1]) - Scale(Ticks[0]));

    /// <summary>Formats a tick with the decimals of the step, or with an exponent if the values are very large or small.</summary>
    public string Text(double tick) => (double.IsNaN(step) ? tick : Math.Max(-Ticks[0], Ticks[^1])) is >= 1e7 or < .9e-4
        ? tick.ToString(tick == 0 ? "0" : "0.#########e0", Invariant)
        : tick.ToString(double.IsNaN(step) ? "0.####" : $"F{Math.Max(0, -Math.Floor(Math.Log10(step) + 1e-9))}", Invariant);

    static CultureInfo Invariant => CultureInfo.InvariantCulture;

    static double Power(double exponent) => Math.Pow(10, exponent);

    double Scale(double value) => logarithmic ? Math.Log10(value) : value;

    static (double[] Ticks, double Step) Even(double low, double high, double least)
    {
        for (var power = Math.Max(least, Power(Math.Floor(Math.Log10((high - low) / MostSteps)))); ; power *= 10)
        {
            foreach (var step in new[] { power, 2 * power, 5 * power })
            {
                var (first, last) = (Math.Floor(low / step + 1e-6), Math.Ceiling(high / step - 1e-6)); // 1e-6: .3 / .1 is below 3
                if (last - first <= MostSteps)
                {
                    return ([.. Enumerable.Range(0, (int)Math.Max(2, last - first + 1)).Select(i => step * (first + i))], step);
                }
            }
        }
    }
}
