using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

/// <summary>Results whose numbers are given.</summary>
static class MadeResult
{
    /// <param name="images">Number of images.</param>
    /// <param name="psnr">PSNR of a method (by its place) in a class on an image (by its number).</param>
    /// <param name="methods">Names of the methods.</param>
    public static EvaluationResult Of(int images, Func<int, MaskClass, int, double> psnr, params string[] methods) => new(
        Methods.Small([.. methods.Select(m => Methods.Gray(m))]),
        MaskClass.All,
        from image in Enumerable.Range(0, images)
        from c in MaskClass.All
        from method in Enumerable.Range(0, methods.Length)
        select new EvaluationRow($"{image:D4}.png", c, methods[method], Score(c, psnr(method, c, image)), .25, new(48, 40)),
        new Dictionary<string, string>());

    static InpaintingScore Score(MaskClass of, double psnr) => new()
    {
        HoleRatio = (of.Bucket.Low + of.Bucket.High) / 2,
        Border = of.Border,
        Psnr = psnr,
        L1Percent = 100 / psnr,
        Ssim = psnr / (psnr + 5),
        HoleL1Percent = 200 / psnr,
        HolePsnr = psnr - 3,
    };

    /// <summary>Between −1 and 1, always the same.</summary>
    public static double Wobble(int method, MaskClass of, int image) => Math.Sin(17 * method + 5 * of.Name.Sum(c => c) + 91 * image);
}
