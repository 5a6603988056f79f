using System.Globalization;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Benchmarks;

/// <summary>What filling takes: forms of the full-width network, the built-in model, a large image with small holes.</summary>
static class ScoringSpeed
{
    const double HoleRatio = .3;

    static readonly OnnxInpainterOptions Faithful = new() { Style = InpaintingStyle.Faithful }; // the network's time alone

    public static void Run()
    {
        _ = OpenCvFill.Version; // fails at once where OpenCV is missing
        CompareForms();
        using var inpainter = OnnxInpainter.BuiltIn(Faithful);
        using var eightBit = OnnxInpainter.Open(InpaintingModel.FromBytes(EightBit(InpaintingModel.BuiltInWeights())), Faithful);
        CompareBuiltIn(inpainter, eightBit);
        CompareSmallHoles(inpainter);
        CompareLargeHole(inpainter);
    }

    /// <summary>The paper's network with random weights: time does not depend on them.</summary>
    static void CompareForms()
    {
        var threads = Environment.ProcessorCount;
        var weights = Samples.Network(UNetSpec.Paper);
        using var reference = new ReferenceScoring(weights, threads);
        (string Name, BareSession Session)[] forms =
        [
            ("GraphForm.Reference", Open(GraphForm.Reference)),
            ("GraphForm.Direct", Open(GraphForm.Direct)),
            ("GraphForm.Fast", Open(GraphForm.Fast)),
            ("8-bit", new(EightBit(weights))),
        ];
        foreach (var (side, rounds) in new[] { (256, 15), (512, 9), (1024, 5) })
        {
            Measure.Compare($"The paper's network (base 64, 8 levels), {side}², {threads} threads", 1, Measure.Rounds(rounds),
            [
                new($"masks of all channels, {ReferenceNetwork.Version}", () => reference.Run(side)),
                .. forms.Select(form => new Peer(form.Name, () => form.Session.Run(side))),
            ]);
        }

        Array.ForEach(forms, form => form.Session.Dispose());

        BareSession Open(GraphForm form) => new(OnnxExport.ToBytes(weights, new() { Form = form }));
    }

    /// <summary>Calibrated on one made image, which is enough to measure time.</summary>
    static byte[] EightBit(NetworkWeights weights) => OnnxExport.ToBytes(weights, new()
    {
        Calibration = Int8Export.Calibrate(weights, new OneImage(), new() { Images = 1 }),
    });

    static void CompareBuiltIn(OnnxInpainter inpainter, OnnxInpainter eightBit)
    {
        foreach (var (side, rounds) in new[] { (256, 15), (512, 9), (1024, 5) })
        {
            var image = Samples.Image(side, side);
            var mask = new IrregularMaskGenerator(new() { Width = side, Height = side, FixedRatio = HoleRatio }).Generate(0);
            using var telea = ClassicalMethods.Telea([image], [mask]);
            Measure.Compare(
                string.Create(CultureInfo.InvariantCulture,
                    $"The built-in model, {side}² with {HoleRatio:P0} of holes, {OpenCvFill.Version}"), 1, Measure.Rounds(rounds),
                new Peer($"OpenCV's telea, radius {ClassicalMethods.Radius}", telea.Run),
                new Peer("OnnxInpainter.BuiltIn, natural", () => inpainter.Inpaint(image, mask, InpaintingStyle.Natural)),
                new Peer("the same, faithful", () => inpainter.Inpaint(image, mask)),
                new Peer("faithful, 8-bit", () => eightBit.Inpaint(image, mask)));
        }
    }

    /// <summary>A photograph's size with three scratches: the whole image through the network, and what Inpaint makes of it.</summary>
    static void CompareSmallHoles(OnnxInpainter inpainter)
    {
        const int width = 4000, height = 3000, hole = 100;
        (int Left, int Top)[] places = [(700, 400), (1900, 2100), (3300, 1300)];
        var image = Samples.Image(width, height);
        var mask = Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(i =>
            places.Any(p => i % width - p.Left is >= 0 and < hole && i / width - p.Top is >= 0 and < hole))]);
        using var telea = ClassicalMethods.Telea([image], [mask]);
        Measure.Compare($"The built-in model, {width}×{height} with three holes of {hole}², {OpenCvFill.Version}", 1, Measure.Rounds(3),
            new Peer($"OpenCV's telea, radius {ClassicalMethods.Radius}", telea.Run),
            new Peer("OnnxInpainter.Run: the whole image",
                () => inpainter.Run([new(image, mask)], (_, planes, padded) => PlanarLayout.ReadHoles(image, mask, planes, padded))),
            new Peer("OnnxInpainter.Inpaint", () => inpainter.Inpaint(image, mask)));
    }

    /// <summary>A photograph's size with one large hole, natural and faithful.</summary>
    static void CompareLargeHole(OnnxInpainter inpainter)
    {
        const int width = 4000, height = 3000, hole = 600;
        var image = Samples.Image(width, height);
        var mask = Samples.Hole(width, height, 1500, 1100, hole, hole);
        using var telea = ClassicalMethods.Telea([image], [mask]);
        Measure.Compare($"The built-in model, {width}×{height} with one hole of {hole}², {OpenCvFill.Version}", 1, Measure.Rounds(3),
            new Peer($"OpenCV's telea, radius {ClassicalMethods.Radius}", telea.Run),
            new Peer("natural", () => inpainter.Inpaint(image, mask, InpaintingStyle.Natural)),
            new Peer("faithful", () => inpainter.Inpaint(image, mask)));
    }

    sealed class OneImage : IImageSource
    {
        public int Count => 1;

        public string NameOf(int index) => "made";

        public RgbImage Read(int index) => Samples.Image(512, 512, 1);
    }
}
