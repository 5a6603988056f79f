using System.Globalization;
using OpenCvSharp;
using PConv.MLNet.Classical;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Benchmarks;

/// <summary>Fills without training against OpenCV's and scikit-image's of the same name: PSNR in the holes, and time.</summary>
static class ClassicalMethods
{
    const string Folder = "tests/data/photos";
    const int Photographs = 10;
    public const int Radius = 5;
    const int QualitySide = 256;
    const int TimeSide = 512;
    const int Rounds = 5;

    static readonly double[] HoleRatios = [.1, .3, .5];

    /// <param name="Name">What the tables call it.</param>
    /// <param name="Ours">Of this library.</param>
    /// <param name="Peer">What it is compared with.</param>
    /// <param name="Theirs">That, on images and masks.</param>
    sealed record Pair(string Name, IInpainter Ours, string Peer, Func<RgbImage[], Mask[], IPeerFill> Theirs);

    static readonly Pair[] Pairs =
    [
        new("Telea", new TeleaInpainter(new() { Radius = Radius }), "OpenCV's telea", Telea),
        new("Navier-Stokes", new NavierStokesInpainter(new() { Radius = Radius }), "OpenCV's navier-stokes", NavierStokes),
        new("patchmatch", new PatchMatchInpainter(), "OpenCV's telea", Telea),
        new("biharmonic", new BiharmonicInpainter(), "scikit-image's biharmonic", (images, masks) => new ScikitImageFill(images, masks)),
    ];

    static string Versions => $"{OpenCvFill.Version}, {ScikitImageFill.Version}";

    public static void Run()
    {
        CompareQuality();
        TextureFills.Compare();
        CompareTime();
    }

    /// <summary>OpenCV's Telea.</summary>
    public static OpenCvFill Telea(RgbImage[] images, Mask[] masks) => new(images, masks, InpaintTypes.Telea, Radius);

    static OpenCvFill NavierStokes(RgbImage[] images, Mask[] masks) => new(images, masks, InpaintTypes.NS, Radius);

    static void CompareQuality()
    {
        var images = Files().Select(f => Middle(f, QualitySide)).OfType<RgbImage>().Take(Photographs).ToArray();
        Console.WriteLine($"\nMean PSNR in the holes, dB: {images.Length} photographs at {QualitySide}², radius {Radius}, {Versions}");
        Console.WriteLine($"{"",-40} {"holes",6} {"ours",7} {"theirs",7} {"more",7}");
        foreach (var ratio in HoleRatios)
        {
            var masks = Masks(QualitySide, ratio, images.Length);
            foreach (var (name, ours, peer, fill) in Pairs)
            {
                using var other = fill(images, masks);
                other.Run();
                var mine = Mean(images, masks, i => ours.Inpaint(images[i], masks[i]));
                var theirs = Mean(images, masks, other.Filled);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{$"{name} / {peer}",-40} {ratio,6:P0} {mine,7:F2} {theirs,7:F2} {Math.Round(mine - theirs, 2),7:+0.00;-0.00;0.00}"));
            }
        }
    }

    static void CompareTime()
    {
        const double ratio = .3;
        var image = Files().Select(f => Middle(f, TimeSide)).OfType<RgbImage>().First();
        var mask = Masks(TimeSide, ratio, 1)[0];
        var others = Pairs.DistinctBy(pair => pair.Peer).ToDictionary(pair => pair.Peer, pair => pair.Theirs([image], [mask]));
        var peers = Pairs.SelectMany(pair => new Peer[]
        {
            new(pair.Peer, others[pair.Peer].Run) { Process = others[pair.Peer].Process },
            new(pair.Name, () => pair.Ours.Inpaint(image, mask)),
        });
        var title = $"Filling {TimeSide}² with {ratio:P0} of holes, radius {Radius}, {Versions}";
        Measure.Compare(title, 1, Measure.Rounds(Rounds), [.. peers.DistinctBy(peer => peer.Name)]);
        foreach (var other in others.Values)
        {
            other.Dispose();
        }
    }

    /// <summary>The sample photographs, in a fixed order.</summary>
    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder).Where(ImageFile.IsImage).Order(StringComparer.Ordinal);

    public static Mask[] Masks(int side, double ratio, int count)
    {
        var generator = new IrregularMaskGenerator(new() { Width = side, Height = side, FixedRatio = ratio });
        return [.. Enumerable.Range(0, count).Select(generator.Generate)];
    }

    public static double Mean(RgbImage[] images, Mask[] masks, Func<int, RgbImage> filled) =>
        Enumerable.Range(0, images.Length).Average(i => ImageMetrics.HolePsnr(images[i], filled(i), masks[i]));

    /// <summary>The middle of a photograph, or null where it is too small.</summary>
    public static RgbImage? Middle(string file, int side)
    {
        var image = ImageFile.ReadRgb(file);
        if (image.Width < side || image.Height < side)
        {
            return null;
        }

        var result = new RgbImage(side, side);
        for (var y = 0; y < side; y++)
        {
            var from = (y + (image.Height - side) / 2) * image.Width + (image.Width - side) / 2;
            image.Pixels.AsSpan(RgbImage.Channels * from, RgbImage.Channels * side)
                .CopyTo(result.Pixels.AsSpan(RgbImage.Channels * y * side));
        }

        return result;
    }
}
