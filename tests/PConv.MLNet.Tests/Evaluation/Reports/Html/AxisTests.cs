using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class AxisTests
{
    [Theory]
    [InlineData(.28, 7.2, "0 2 4 6 8")]
    [InlineData(17.3, 40.1, "15 20 25 30 35 40 45")]
    [InlineData(-.91, 2.6, "-1 0 1 2 3")]
    [InlineData(.912, .948, "0.91 0.92 0.93 0.94 0.95")]
    [InlineData(100, 4100, "0 1000 2000 3000 4000 5000")]
    public void Over_TakesRoundStepsThatHoldAllValues(double low, double high, string ticks)
    {
        var axis = Axis.Over([low, double.NaN, high]);
        var shown = axis.Ticks.Select(axis.Text).ToArray();

        Assert.Equal(ticks, string.Join(' ', shown));
        Assert.Equal((0, 1), (axis.Share(axis.Ticks.First()), axis.Share(axis.Ticks.Last())));
        Assert.InRange(axis.Share(low), 0, axis.Share(high));
        Assert.InRange(axis.Share(high), 0, 1);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(0)]
    [InlineData(-3)]
    public void Over_OneValue_HasTwoTicksAroundIt(double value)
    {
        var axis = Axis.Over([value]);

        Assert.InRange(axis.Share(value), 0, 1);
        Assert.True(axis.Ticks.Count() > 1);
    }

    [Fact]
    public void Over_NoValue_IsAnAxisStill() => Assert.Equal(0, Axis.Over([double.NaN]).Ticks.First());
}
