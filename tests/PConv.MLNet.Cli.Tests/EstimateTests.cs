namespace PConv.MLNet.Cli.Tests;

public class EstimateTests
{
    [Fact]
    public void Of_LessThanAMinute_IsNothing() => Assert.Null(Estimate.Of("500 images", TimeSpan.FromSeconds(59), 1e9));

    [Theory]
    [InlineData(754, 180e6, "500 images: about 12:34, and 180 MB to write.")]
    [InlineData(3600, 2.4e9, "500 images: about 1:00:00, and 2 GB to write.")]
    [InlineData(60, 0, "500 images: about 1:00.")]
    [InlineData(60, 3, "500 images: about 1:00, and 1 kB to write.")]
    public void Of_AMinuteAndMore_SaysHowLongAndHowMuch(int seconds, double bytes, string sentence) =>
        Assert.Equal(sentence, Estimate.Of("500 images", TimeSpan.FromSeconds(seconds), bytes));
}
