using PConv.MLNet.Networks;

namespace PConv.MLNet.Tests;

public sealed class UNetSpecTests
{
    static readonly LayerSpec Down = new("Down", 3, 2, 8, true, Activation.ReLU);
    static readonly LayerSpec Up = new("Up", 3, 1, 3, false, Activation.None);

    /// <summary>The paper's table: layer, kernel, stride, out, batch norm, activation, channels read.</summary>
    [Theory]
    [InlineData(1, 7, 2, 64, false, Activation.ReLU, 3)]
    [InlineData(2, 5, 2, 128, true, Activation.ReLU, 64)]
    [InlineData(3, 5, 2, 256, true, Activation.ReLU, 128)]
    [InlineData(4, 3, 2, 512, true, Activation.ReLU, 256)]
    [InlineData(5, 3, 2, 512, true, Activation.ReLU, 512)]
    [InlineData(6, 3, 2, 512, true, Activation.ReLU, 512)]
    [InlineData(7, 3, 2, 512, true, Activation.ReLU, 512)]
    [InlineData(8, 3, 2, 512, true, Activation.ReLU, 512)]
    [InlineData(9, 3, 1, 512, true, Activation.LeakyReLU, 512 + 512)]
    [InlineData(10, 3, 1, 512, true, Activation.LeakyReLU, 512 + 512)]
    [InlineData(11, 3, 1, 512, true, Activation.LeakyReLU, 512 + 512)]
    [InlineData(12, 3, 1, 512, true, Activation.LeakyReLU, 512 + 512)]
    [InlineData(13, 3, 1, 256, true, Activation.LeakyReLU, 512 + 256)]
    [InlineData(14, 3, 1, 128, true, Activation.LeakyReLU, 256 + 128)]
    [InlineData(15, 3, 1, 64, true, Activation.LeakyReLU, 128 + 64)]
    [InlineData(16, 3, 1, 3, false, Activation.None, 64 + 3)]
    public void Paper_HasTheRowsOfItsTable(int number, int kernel, int stride, int channels, bool norm, Activation activation, int reads)
    {
        var layer = UNetSpec.Paper.Layers().ElementAt(number - 1);

        Assert.Equal(new LayerSpec($"PConv{number}", kernel, stride, channels, norm, activation), layer.Spec);
        Assert.Equal(reads, layer.InChannels);
        Assert.Equal(number <= 8 ? [reads] : [reads - (number == 16 ? 3 : channels), number == 16 ? 3 : channels], layer.Groups);
    }

    [Fact]
    public void Paper_Has16LayersAnd32_85MillionConvolutionWeights()
    {
        Assert.Equal(16, UNetSpec.Paper.Layers().Count());
        Assert.Equal(32_848_849, UNetSpec.Paper.Layers().Sum(l => (long)l.InChannels * l.Spec.OutChannels * l.Spec.Kernel * l.Spec.Kernel));
    }

    [Fact]
    public void Paper_HalvesEightTimes() => Assert.Equal((8, 256), (UNetSpec.Paper.Levels, UNetSpec.Paper.SizeMultiple));

    [Fact]
    public void WithWidth_64_IsThePapersTable() => Assert.Equal(UNetSpec.Paper.ToJson(), UNetSpec.WithWidth(64).ToJson());

    [Fact]
    public void WithWidth_AndLevels_DoublesUpToEightfold() => Assert.Equal(
        [4, 8, 16, 32, 32, 32, 16, 8, 4, 3], UNetSpec.WithWidth(4, 5).Layers().Select(l => l.Spec.OutChannels));

    [Fact]
    public void FromJson_OfToJson_IsTheSameTable()
    {
        var spec = UNetSpec.WithWidth(6, 4, InitialFill.PullPush);
        var read = UNetSpec.FromJson(spec.ToJson());

        Assert.Equal(spec.Layers().Select(l => l.Spec), read.Layers().Select(l => l.Spec));
        Assert.Equal(InitialFill.PullPush, read.Prior);
        Assert.Equal(spec.ToJson(), read.ToJson());
    }

    [Fact]
    public void WithWidth_AndAPrior_AddsAGroupWhereTheImageIsRead()
    {
        var layers = UNetSpec.WithWidth(4, 2, InitialFill.PullPush).Layers().ToArray();

        Assert.Equal([3, 3], layers[0].Groups);
        Assert.Equal([4], layers[1].Groups);
        Assert.Equal([8, 4], layers[2].Groups);
        Assert.Equal([4, 3, 3], layers[3].Groups);
    }

    [Fact]
    public void FromJson_WithoutAPrior_HasNone() =>
        Assert.Equal(InitialFill.None, UNetSpec.FromJson(UNetSpec.WithWidth(4, 2).ToJson().Replace(",\"Prior\":\"None\"", "")).Prior);

    [Fact]
    public void FromJson_WithoutAConvolution_IsPartial() =>
        Assert.Equal(ConvolutionKind.Partial,
            UNetSpec.FromJson(UNetSpec.WithWidth(4, 2).ToJson().Replace(",\"Convolution\":\"Partial\"", "")).Convolution);

    [Fact]
    public void WithWidth_AndPlainConvolutions_HasTheSameWeights()
    {
        var plain = UNetSpec.WithWidth(4, 2, convolution: ConvolutionKind.Plain);

        Assert.Equal(ConvolutionKind.Plain, UNetSpec.FromJson(plain.ToJson()).Convolution);
        Assert.Equal(NetworkWeights.Expected(UNetSpec.WithWidth(4, 2)), NetworkWeights.Expected(plain));
    }

    [Fact]
    public void ToJson_WritesActivationsByName() => Assert.Contains("\"Activation\":\"LeakyReLU\"", UNetSpec.Paper.ToJson());

    [Fact]
    public void FromJson_OfNull_IsRefused() =>
        Assert.Equal("The network's specification is empty.", Assert.Throws<FormatException>(() => UNetSpec.FromJson("null")).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void WithWidth_OfTooFewOrManyLevels_IsRefused(int levels)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => UNetSpec.WithWidth(4, levels));
        Assert.StartsWith($"A U-Net of {levels} levels is not possible. Take 2 to 10.", e.Message);
    }

    [Fact]
    public void WithWidth_Zero_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => UNetSpec.WithWidth(0));

    [Fact]
    public void Constructor_WithUnequalHalves_SaysHowMany()
    {
        var e = Assert.Throws<ArgumentException>(() => new UNetSpec([Down, Down], [Up]));
        Assert.Equal("A U-Net has as many decoder rows as encoder rows, got 2 and 1.", e.Message);
    }

    [Theory]
    [InlineData(4, 2, 8)]
    [InlineData(0, 2, 8)]
    [InlineData(3, 1, 8)]
    [InlineData(3, 2, 0)]
    public void Constructor_WithAnImpossibleRow_NamesIt(int kernel, int stride, int channels)
    {
        var row = Down with { Kernel = kernel, Stride = stride, OutChannels = channels };
        var e = Assert.Throws<ArgumentException>(() => new UNetSpec([row], [Up]));
        Assert.Equal($"{row} is not possible: the kernel must be odd, the stride 2 here, the channels at least 1.", e.Message);
    }

    [Fact]
    public void Constructor_WithAStrideInTheDecoder_NamesTheRow()
    {
        var e = Assert.Throws<ArgumentException>(() => new UNetSpec([Down], [Up with { Stride = 2 }]));
        Assert.EndsWith("the kernel must be odd, the stride 1 here, the channels at least 1.", e.Message);
    }

    [Fact]
    public void Constructor_WithALastRowThatIsNotRgb_SaysSo()
    {
        var e = Assert.Throws<ArgumentException>(() => new UNetSpec([Down], [Up with { OutChannels = 4 }]));
        Assert.Equal("The last row must give 3 channels (RGB), got 4.", e.Message);
    }

    [Fact]
    public void Rows_OfOneName_AreRefused() => Assert.Equal(
        "Two rows are called 'Down'. Weights are stored by name: give each row its own.",
        Assert.Throws<ArgumentException>(() => new UNetSpec([Down, Down], [Up with { Name = "A" }, Up])).Message);
}
