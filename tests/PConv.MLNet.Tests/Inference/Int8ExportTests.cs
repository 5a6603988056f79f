using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class Int8ExportTests
{
    static readonly NetworkWeights Weights = Samples.Network();
    static readonly Int8CalibratorOptions Small = new() { Images = 4, Size = 32, Threads = 1 };

    sealed class Pictures(int count) : IImageSource
    {
        public int Count => count;

        public string NameOf(int index) => $"{index}";

        public RgbImage Read(int index) => Samples.Image(48, 40, index);
    }

    static string Text(Int8Calibration calibration) =>
        string.Join('\n', calibration.Layers.Select(l => $"{l.Key} {string.Join(' ', l.Value.Sums)} {string.Join(' ', l.Value.Outputs)}"));

    [Fact]
    public void Run_Twice_GivesTheSame()
    {
        var first = Int8Export.Calibrate(Weights, new Pictures(9), Small);

        Assert.Equal(Text(first), Text(Int8Export.Calibrate(Weights, new Pictures(9), Small)));
        Assert.NotEqual(Text(first), Text(Int8Export.Calibrate(Weights, new Pictures(9), Small with { Seed = 1 })));
    }

    [Fact]
    public void Run_GivesARangeForEveryChannelOfEveryLayer()
    {
        var calibration = Int8Export.Calibrate(Weights, new Pictures(2), Small);

        Assert.Equal(Weights.Spec.Layers().Select(s => s.Spec.Name), calibration.Layers.Keys);
        foreach (var shape in Weights.Spec.Layers())
        {
            var (sums, outputs) = (calibration.Layers[shape.Spec.Name].Sums, calibration.Layers[shape.Spec.Name].Outputs);
            Assert.Equal((shape.Spec.OutChannels, shape.Spec.OutChannels), (sums.Count, outputs.Count));
            Assert.All(sums.Concat(outputs), c => Assert.True(c.Min <= c.Max));
            Assert.All(outputs, c => Assert.True(shape.Spec.Activation != Activation.ReLU || c.Min >= 0));
        }
    }

    [Fact]
    public void Run_TellsHowFarItIs()
    {
        var told = new List<(int Done, int All)>();

        Int8Export.Calibrate(Weights, new Pictures(3), Small, (done, all) => told.Add((done, all)));

        Assert.Equal([(1, 3), (2, 3), (3, 3)], told);
    }

    [Fact]
    public void Run_WhenCanceled_Ends()
    {
        using var cancel = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
            Int8Export.Calibrate(Weights, new Pictures(4), Small, (_, _) => cancel.Cancel(), cancel.Token));
    }

    [Fact]
    public void Run_WithoutImages_SaysWhatToPass() => Assert.StartsWith(
        "Calibration needs at least one image, got none. Pass images of the kind the network will fill.",
        Assert.Throws<ArgumentException>(() => Int8Export.Save(Weights, "none.onnx", new Pictures(0))).Message);

    [Theory]
    [InlineData(0, 256)]
    [InlineData(4, 8)]
    public void Run_OfNoImagesOrTinyOnes_SaysWhatIsPossible(int images, int size) => Assert.Equal(
        $"Calibration on {images} images of {size}×{size} is not possible. Take at least 1 of at least 16×16.",
        Assert.Throws<ArgumentException>(() =>
            Int8Export.Calibrate(Weights, new Pictures(1), new() { Images = images, Size = size })).Message);

    [Fact]
    public void Run_WithoutARangeOfHoleRatios_SaysWhatToDo() => Assert.Equal(
        "Calibration needs a range of hole ratios. Leave Ranges out for the paper's six buckets.",
        Assert.Throws<ArgumentException>(() => Int8Export.Calibrate(Weights, new Pictures(1), new() { Ranges = [] })).Message);

    [Fact]
    public void BuiltInModel_InEightBits_FillsNearlyAsWellAsInFloats()
    {
        var weights = InpaintingModel.BuiltInWeights();
        var calibration = Int8Export.Calibrate(weights, new Pictures(8), new() { Images = 4, Size = 128, Threads = 1 });
        using var floats = OnnxInpainter.FromWeights(weights, new() { Style = InpaintingStyle.Faithful });
        using var bytes =
            OnnxInpainter.Open(InpaintingModel.FromBytes(OnnxExport.ToBytes(weights, new() { Calibration = calibration })),
                new() { Style = InpaintingStyle.Faithful });
        var (image, mask) = (Samples.Image(150, 130, 20), Samples.Irregular(150, 130));

        var (expected, actual) = (floats.Inpaint(image, mask), bytes.Inpaint(image, mask));

        // 8 bits add less than a twentieth to the fill's own squared error: 3 % on this image of noise and edges, which is hard to fill
        Assert.NotEqual(expected.Pixels, actual.Pixels);
        Assert.InRange(ImageMetrics.HolePsnr(expected, actual, mask), ImageMetrics.HolePsnr(image, expected, mask) + 13, 100);
    }
}
