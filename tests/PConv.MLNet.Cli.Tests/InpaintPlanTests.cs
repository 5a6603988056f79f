using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class InpaintPlanTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 512, 8, false, 1, 1, 0)] // one image: all cores
    [InlineData(3, 512, 8, false, 3, 1, 0)] // few: one after the other, codecs meanwhile
    [InlineData(16, 512, 8, false, 9, 4, 2)]
    [InlineData(100, 512, 2, false, 3, 2, 1)]
    [InlineData(100, 512, 64, false, 65, 8, 8)] // more would take too much memory
    [InlineData(100, 1024, 8, false, 9, 2, 4)]
    [InlineData(100, 4000, 8, false, 9, 1, 0)] // large: one after the other
    [InlineData(100, 512, 8, true, 9, 1, 0)]
    public void For_ChoosesByNumberSizeAndCores(int count, int side, int cores, bool isOnGpu, int images, int calls, int threads)
    {
        File.WriteAllBytes(folder["image.png"], PngFile.Claiming(side, side));

        Assert.Equal(new(images, calls, threads), InpaintPlan.For(Jobs(count), cores, isOnGpu));
    }

    [Fact]
    public void For_ImagesThatCannotBeRead_IsAPlanAllTheSame() =>
        Assert.Equal(new(3, 2, 1), InpaintPlan.For(Jobs(8), 2, isOnGpu: false));

    [Fact]
    public void For_NoImage_IsAPlanAllTheSame() => Assert.Equal(InpaintPlan.OneByOne, InpaintPlan.For([], 2, isOnGpu: false));

    InpaintJob[] Jobs(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new InpaintJob(folder["image.png"], folder["mask.png"], folder[$"{i}.png"]))];
}
