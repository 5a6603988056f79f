using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class AxisTests
{
    static string Shown(Axis axis) => string.Join(' ', axis.Ticks.Select(axis.Text));

    [Theory]
    [InlineData(.28, 7.2, "0 2 4 6 8")]
    [InlineData(17.3, 40.1, "15 20 25 30 35 40 45")]
    [InlineData(-.91, 2.6, "-1 0 1 2 3")]
    [InlineData(.912, .948, "0.91 0.92 0.93 0.94 0.95")]
    [InlineData(.3, .6, "0.30 0.35 0.40 0.45 0.50 0.55 0.60")] // .3 / .05 is below 6
    [InlineData(0, .6, "0.0 0.1 0.2 0.3 0.4 0.5 0.6")]
    [InlineData(100, 4100, "0 1000 2000 3000 4000 5000")]
    [InlineData(0, 3e8, "0 5e7 1e8 1.5e8 2e8 2.5e8 3e8")]
    [InlineData(-3e-7, 1e-7, "-3e-7 -2e-7 -1e-7 0 1e-7")]
    public void Over_TakesRoundStepsThatHoldAllValues(double low, double high, string ticks)
    {
        var axis = Axis.Over([low, double.NaN, high, double.NegativeInfinity]);

        Assert.Equal(ticks, Shown(axis));
        Assert.Equal((0, 1), (axis.Share(axis.Ticks[0]), axis.Share(axis.Ticks[^1])));
        Assert.InRange(axis.Share(low), -1e-6, axis.Share(high));
        Assert.InRange(axis.Share(high), 0, 1 + 1e-6);
    }

    [Theory]
    [InlineData(.31, .33, "0.310 0.315 0.320 0.325 0.330")] // between two ticks of 1, 2 and 5
    [InlineData(.11, .19, "0.10 0.12 0.14 0.16 0.18 0.20")]
    [InlineData(2.1, 9.9, "2 4 6 8 10")]
    [InlineData(.15, .9, "0.1 0.2 0.5 1")]
    [InlineData(.09, 30, "0.05 0.1 0.2 0.5 1 2 5 10 20 50")]
    [InlineData(.1, 10, "0.1 0.2 0.5 1 2 5 10")]
    [InlineData(1e-6, 20, "1e-6 0.0001 0.01 1 100")]
    [InlineData(1e-12, 1e9, "1e-15 1e-10 1e-5 1 100000 1e10")]
    public void Over_Logarithmic_HasTicksAtAnyRange(double low, double high, string ticks)
    {
        var axis = Axis.Over([0, high, -1, low, double.NaN, double.PositiveInfinity], logarithmic: true);

        Assert.Equal(ticks, Shown(axis));
        Assert.Equal(.5, axis.Share(Math.Sqrt(axis.Ticks[0] * axis.Ticks[^1])), 1e-9); // halfway in ratios
        Assert.InRange(axis.Share(low), 0, axis.Share(high));
        Assert.InRange(axis.Share(high), 0, 1);
    }

    [Theory]
    [InlineData(25, "22 23 24 25 26 27 28")]
    [InlineData(0, "-1.0 -0.5 0.0 0.5 1.0")]
    [InlineData(-3, "-3.3 -3.2 -3.1 -3.0 -2.9 -2.8 -2.7")]
    [InlineData(5e-324, "-1.0 -0.5 0.0 0.5 1.0")]
    public void Over_EqualValues_HasThemInTheMiddle(double value, string ticks)
    {
        var axis = Axis.Over([value, value]);

        Assert.Equal(ticks, Shown(axis));
        Assert.Equal(.5, axis.Share(value), 1e-9);
    }

    [Fact]
    public void Over_ValuesThatDifferByRoundingAlone_AreEqual() =>
        Assert.Equal("0.90 0.95 1.00 1.05 1.10", Shown(Axis.Over([1, Math.BitIncrement(1)], logarithmic: true)));

    [Fact]
    public void Over_WholeNumbers_HasNoPartsOfThem()
    {
        Assert.Equal("0 1", Shown(Axis.Over([0, 1], leastStep: 1)));
        Assert.Equal("-1 0 1", Shown(Axis.Over([0], leastStep: 1)));
        Assert.Equal("0 50 100 150 200", Shown(Axis.Over([0, 200], leastStep: 1)));
    }

    [Theory]
    [InlineData(false, "-1.0 -0.5 0.0 0.5 1.0")]
    [InlineData(true, "0.90 0.95 1.00 1.05 1.10")]
    public void Over_NoValue_IsAnAxisStill(bool logarithmic, string ticks) =>
        Assert.Equal(ticks, Shown(Axis.Over([double.NaN, double.MaxValue], logarithmic)));
}
