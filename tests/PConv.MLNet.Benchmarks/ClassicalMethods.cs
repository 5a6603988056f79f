using System.Globalization;
using PConv.MLNet.Baselines;
using PConv.MLNet.Core;

namespace PConv.MLNet.Benchmarks;

/// <summary>Fills without training against OpenCV's and scikit-image's of the same name: PSNR in the holes, and time.</summary>
static class ClassicalMethods
{
    const string Folder = "tests/data/photos";
    const int Photographs = 10;
    const int Radius = 5;
    const int QualitySide = 256;
    const int TimeSide = 512;
    const int Rounds = 5;

    static readonly double[] HoleRatios = [.1, .3, .5];

    /// <param name="Name">What the tables call it.</param>
    /// <param name="Ours">Of this library.</param>
    /// <param name="Library">Whose it is compared with.</param>
    /// <param name="Method">What reference_inpainting.py calls that.</param>
    sealed record Pair(string Name, IInpainter Ours, string Library, string Method);

    static readonly Pair[] Pairs =
    [
        new("Telea", new TeleaInpainter(new() { Radius = Radius }), "OpenCV", "telea"),
        new("Navier-Stokes", new NavierStokesInpainter(new() { Radius = Radius }), "OpenCV", "navier-stokes"),
        new("patchmatch", new PatchMatchInpainter(), "OpenCV", "telea"),
        new("biharmonic", new BiharmonicInpainter(), "scikit-image", "biharmonic"),
    ];

    public static void Run()
    {
        using var reference = new ReferenceProcess("reference_inpainting.py", ["cv2", "skimage"], "python3-opencv and python3-skimage", Radius);
        CompareQuality(reference);
        TextureFills.Compare(reference);
        CompareTime(reference);
    }

    static void CompareQuality(ReferenceProcess reference)
    {
        var images = Files().Select(f => Middle(f, QualitySide)).OfType<RgbImage>().Take(Photographs).ToArray();
        Console.WriteLine($"\nMean PSNR in the holes, dB: {images.Length} photographs at {QualitySide}², radius {Radius}, {reference.Version}");
        Console.WriteLine($"{"",-40} {"holes",6} {"ours",7} {"theirs",7} {"more",7}");
        foreach (var ratio in HoleRatios)
        {
            var masks = Masks(QualitySide, ratio, images.Length);
            using var files = new ExchangeFolder(images, masks);
            reference.Ask(files.Load);
            foreach (var (name, ours, library, method) in Pairs)
            {
                reference.Ask(method);
                reference.Ask("save");
                var mine = Mean(images, masks, i => ours.Inpaint(images[i], masks[i]));
                var theirs = Mean(images, masks, i => files.Filled(i));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{$"{name} / {library}'s {method}",-40} {ratio,6:P0} {mine,7:F2} {theirs,7:F2} {Math.Round(mine - theirs, 2),7:+0.00;-0.00;0.00}"));
            }
        }
    }

    static void CompareTime(ReferenceProcess reference)
    {
        const double ratio = .3;
        var image = Files().Select(f => Middle(f, TimeSide)).OfType<RgbImage>().First();
        var mask = Masks(TimeSide, ratio, 1)[0];
        using var files = new ExchangeFolder([image], [mask]);
        reference.Ask(files.Load);
        var peers = Pairs.SelectMany(pair => new Peer[]
        {
            new($"{pair.Library}'s {pair.Method}", () => reference.Ask(pair.Method)) { Process = reference.Process },
            new(pair.Name, () => pair.Ours.Inpaint(image, mask)),
        });
        Measure.Compare(string.Create(CultureInfo.InvariantCulture, $"Filling {TimeSide}² with {ratio:P0} of holes, radius {Radius}, {reference.Version}"), 1, Rounds, [.. peers.DistinctBy(peer => peer.Name)]);
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
        using var photograph = ImageFile.Read(file);
        var image = photograph.ToRgbImage();
        if (image.Width < side || image.Height < side)
        {
            return null;
        }

        var result = new RgbImage(side, side);
        for (var y = 0; y < side; y++)
        {
            var from = (y + (image.Height - side) / 2) * image.Width + (image.Width - side) / 2;
            image.Pixels.AsSpan(RgbImage.Channels * from, RgbImage.Channels * side).CopyTo(result.Pixels.AsSpan(RgbImage.Channels * y * side));
        }

        return result;
    }
}
