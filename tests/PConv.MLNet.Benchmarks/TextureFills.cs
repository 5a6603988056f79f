using System.Globalization;
using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Benchmarks;

/// <summary>PatchMatch against OpenCV's Telea on textures: PSNR in the holes, gradients that are left there, and images.</summary>
static class TextureFills
{
    const int Side = 256;
    const string Sheet = "artifacts/textures.png";

    static readonly string[] Samples = ["gravel_gray", "brick_gray", "coral_reef"];
    static readonly double[] HoleRatios = [.1, .2, .3, .4, .5];

    public static void Compare()
    {
        Console.WriteLine(
            $"\nTextures, the middle {Side}²: mean PSNR in holes of {HoleRatios[0]:P0}-{HoleRatios[^1]:P0}, dB, and mean gradient in the " +
            $"holes as a share of the original's, {OpenCvFill.Version}");
        Console.WriteLine($"{"",-12} {"Telea",15} {"patchmatch",15} {"more",7} {"textured",15}");
        var masks = HoleRatios.Select(ratio => ClassicalMethods.Masks(Side, ratio, 1)[0]).ToArray();
        var rows = new List<RgbImage[]>();
        foreach (var sample in Samples)
        {
            var image = ClassicalMethods.Middle(ClassicalMethods.Files().Single(f => Path.GetFileNameWithoutExtension(f) == sample), Side)!;
            var images = Array.ConvertAll(masks, _ => image);
            using var telea = ClassicalMethods.Telea(images, masks);
            telea.Run();
            RgbImage[][] fills =
            [
                [.. masks.Select((_, i) => telea.Filled(i))],
                Array.ConvertAll(masks, mask => new PatchMatchInpainter().Inpaint(image, mask)),
                Array.ConvertAll(masks, mask => new PatchMatchInpainter(PatchMatchOptions.Textured).Inpaint(image, mask)),
            ];
            var psnr = Array.ConvertAll(fills, of => ClassicalMethods.Mean(images, masks, i => of[i]));
            string Cell(int n) =>
                string.Create(CultureInfo.InvariantCulture,
                    $"{psnr[n]:F2} / {masks.Select((mask, i) => Gradient(fills[n][i], mask) / Gradient(image, mask)).Average():F2}");
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"{sample,-12} {Cell(0),15} {Cell(1),15} {psnr[1] - psnr[0],7:+0.00;-0.00} {Cell(2),15}"));
            rows.Add([.. fills.Select(of => of[HoleRatios.Length / 2]), image]);
        }

        Save(rows);
        Console.WriteLine($"Telea, patchmatch, textured, original: {Sheet}");
    }

    /// <summary>Mean size of the gradient of gray, over pixels that are holes with their right and lower neighbors.</summary>
    static double Gradient(RgbImage image, Mask mask)
    {
        double Gray(int x, int y) =>
            image.Pixels.AsSpan(RgbImage.Channels * (y * image.Width + x), RgbImage.Channels) is var p ? (p[0] + p[1] + p[2]) / 3.0 : 0;
        return (from y in Enumerable.Range(0, image.Height - 1)
                from x in Enumerable.Range(0, image.Width - 1)
                where !mask[x, y] && !mask[x + 1, y] && !mask[x, y + 1]
                select Math.Sqrt(Math.Pow(Gray(x + 1, y) - Gray(x, y), 2) + Math.Pow(Gray(x, y + 1) - Gray(x, y), 2))).Average();
    }

    static void Save(List<RgbImage[]> rows)
    {
        var all = new RgbImage(Side * rows[0].Length, Side * rows.Count);
        for (var line = 0; line < all.Height; line++)
        {
            foreach (var (column, image) in rows[line / Side].Index())
            {
                image.Pixels.AsSpan(RgbImage.Channels * Side * (line % Side), RgbImage.Channels * Side)
                    .CopyTo(all.Pixels.AsSpan(RgbImage.Channels * (line * all.Width + column * Side)));
            }
        }

        ImageFile.Write(all, Sheet);
    }
}
