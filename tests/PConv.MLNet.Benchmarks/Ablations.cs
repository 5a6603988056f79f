using System.Globalization;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Training;

namespace PConv.MLNet.Benchmarks;

/// <summary>
/// Trains a small network by the paper's loss and by its three ablations, on the sample photographs, and puts what they make of the
/// same crops side by side: by features of ResNet-18, as configured, or of a file in PCONV_FEATURES.
/// </summary>
static class Ablations
{
    const string Output = "artifacts/ablations";

    static readonly string[] Names = ["paper", "without-style", "small-style", "without-perceptual"];

    public static void Run()
    {
        var features = Environment.GetEnvironmentVariable("PCONV_FEATURES") ?? "resnet18";
        var steps = int.Parse(Environment.GetEnvironmentVariable("PCONV_STEPS") ?? "200", CultureInfo.InvariantCulture);
        var images = new Photographs("tests/data/photos");
        var sheets = new List<RgbImage>();
        Console.WriteLine($"{steps} steps, features: {features}");
        foreach (var name in Names)
        {
            var options = TrainingOptions.FromJson(File.ReadAllText($"src/PConv.MLNet.Cli.Training/Configurations/{name}.json")) with
            {
                Network = UNetSpec.WithWidth(16, 6),
                Features = features,
                Steps = steps,
                BatchSize = 4,
                Size = 128,
                LearningRate = 2e-3,
                GradientClip = 1,
                PreviewEvery = steps,
                CheckpointEvery = steps,
                Masks = new() { MinRatio = .2, MaxRatio = .4 },
            };
            var folder = Directory.CreateTempSubdirectory("pconv-ablation-");
            var last = default(TrainingProgress);
            try
            {
                new PartialConvTrainer(options) { Validation = images }.Train(images, folder.FullName, progress: new Each(p => last = p));
                sheets.Add(Read(Directory.EnumerateFiles(folder.FullName, "*.png", SearchOption.AllDirectories).Single()));
            }
            finally
            {
                folder.Delete(recursive: true);
            }

            var (_, l1Percent, psnr, ssim) = last!.Validation!.Value;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-20} validation L1 {l1Percent:F2} %, PSNR {psnr:F2}, SSIM {ssim:F4}"));
        }

        Directory.CreateDirectory(Output);
        var path = Path.Combine(Output, "ablations.png");
        ImageFile.Write(SideBySide(sheets), path);
        Console.WriteLine($"Masked | {string.Join(" | ", Names)} | original: {path}");
    }

    /// <summary>Previews are masked, filled and original side by side: one masked, all filled, one original.</summary>
    static RgbImage SideBySide(List<RgbImage> sheets)
    {
        var (third, height) = (sheets[0].Width / 3, sheets[0].Height);
        (RgbImage Sheet, int Column)[] columns = [(sheets[0], 0), .. sheets.Select(s => (s, 1)), (sheets[0], 2)];
        var result = new RgbImage(third * columns.Length, height);
        for (var y = 0; y < height; y++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                var row = columns[i].Sheet.Pixels.AsSpan(3 * (y * columns[i].Sheet.Width + columns[i].Column * third), 3 * third);
                row.CopyTo(result.Pixels.AsSpan(3 * (y * result.Width + i * third)));
            }
        }

        return result;
    }

    static RgbImage Read(string file) =>
        ImageFile.ReadRgb(file);

    sealed class Photographs(string folder) : IImageSource
    {
        readonly string[] files = [.. Directory.EnumerateFiles(folder).Where(ImageFile.IsImage).Order(StringComparer.Ordinal)];

        public int Count => files.Length;

        public string NameOf(int index) => files[index];

        public RgbImage Read(int index) => Ablations.Read(files[index]);
    }

    sealed class Each(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
