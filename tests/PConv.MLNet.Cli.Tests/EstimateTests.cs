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

    [Fact]
    public void Of_APart_SaysAtLeast() =>
        Assert.Equal("9 fills: at least 2:00.", Estimate.Of("9 fills", TimeSpan.FromMinutes(2), 0, isPart: true));

    [Fact]
    public void Masks_OfManyMasks_GrowsWithTheirNumber()
    {
        var generator = new PConv.MLNet.Masks.IrregularMaskGenerator(new() { Width = 64, Height = 48 });

        var (time, bytes) = Estimate.Masks(1000, generator.Generate);

        Assert.InRange(time, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(10));
        Assert.InRange(bytes, 1000 * 100, 1000 * 64 * 48);
    }
}
