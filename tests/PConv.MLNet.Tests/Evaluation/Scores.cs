using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Scores by hand.</summary>
static class Scores
{
    /// <summary>A score whose metrics are all different.</summary>
    public static InpaintingScore Of(double ratio, BorderClass border = BorderClass.N, double l1 = 1, double psnr = 30) => new()
    {
        HoleRatio = ratio,
        Border = border,
        L1Percent = l1,
        Psnr = psnr,
        Ssim = 1 - l1 / 10,
        HoleL1Percent = l1 / ratio,
        HolePsnr = psnr - 10,
    };

    /// <summary>What an image without holes has.</summary>
    public static InpaintingScore WithoutHoles { get; } = new()
    {
        HoleRatio = 0,
        Border = BorderClass.B,
        L1Percent = 0,
        Psnr = double.PositiveInfinity,
        Ssim = 1,
        HoleL1Percent = double.NaN,
        HolePsnr = double.NaN,
    };

    /// <summary>What a fill has that guessed every pixel.</summary>
    public static InpaintingScore Equal(double ratio) => new()
    {
        HoleRatio = ratio,
        Border = BorderClass.N,
        L1Percent = 0,
        Psnr = double.PositiveInfinity,
        Ssim = 1,
        HoleL1Percent = 0,
        HolePsnr = double.PositiveInfinity,
    };
}
