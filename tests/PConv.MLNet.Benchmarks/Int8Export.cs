using PConv.MLNet.Core;
using PConv.MLNet.Onnx;
using PConv.MLNet.Scoring;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Benchmarks;

/// <summary>Models with 8-bit arithmetic against the same in floats: time alone, on weights that nobody trained for the paper's network.</summary>
static class Int8Export
{
    const int Side = 512;
    const int Threads = 2;
    const int Rounds = 7;

    public static void Run()
    {
        Compare("the paper's network", Samples.Network(UNetSpec.Paper));
        Compare("the built-in model", BuiltInModel.Load());
    }

    static void Compare(string name, NetworkWeights weights)
    {
        var calibration = Int8Calibrator.Run(weights, new Pictures(), new() { Images = 1 });
        var options = new OnnxInpainterOptions { Threads = Threads };
        using var floats = OnnxInpainter.FromWeights(weights, options);
        using var bytes = OnnxInpainter.Open(InpaintingModel.FromBytes(OnnxExport.ToBytes(weights, null, calibration)), options);
        var image = Samples.Image(Side, Side);
        var mask = new IrregularMaskGenerator(new() { Width = Side, Height = Side, MinRatio = .2, MaxRatio = .3 }).Generate(0);
        Measure.Compare($"{name}, {Side}², {Threads} threads", 1, Rounds,
            new("floats, quickest form", () => floats.Inpaint(image, mask)),
            new("8-bit", () => bytes.Inpaint(image, mask)));
    }

    sealed class Pictures : IImageSource
    {
        public int Count => 1;

        public string NameOf(int index) => "sample";

        public RgbImage Read(int index) => Samples.Image(Side, Side, 1);
    }
}
