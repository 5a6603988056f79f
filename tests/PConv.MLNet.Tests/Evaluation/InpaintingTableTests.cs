using System.Globalization;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class InpaintingTableTests
{
    [Fact]
    public void ToTable_OfAFewImages_IsAlignedAndLeavesEmptyClassesOut()
    {
        var metrics = InpaintingMetrics.Average([
            Scores.Of(.05, l1: .489, psnr: 33.754), Scores.Of(.25, BorderClass.B, l1: 1.88, psnr: 25.25), Scores.Equal(.25),
            Scores.WithoutHoles, Scores.Of(.9, l1: 9, psnr: 9)]);

        Assert.Equal("""
            class       border images  hole %   L1 % PSNR dB    SSIM  hole L1 % hole PSNR dB
            (0.01, 0.1] N           1     5.0   0.49   33.75  0.9511       9.78        23.75
            (0.2, 0.3]  N           1    25.0   0.00       –  1.0000       0.00            –
            (0.2, 0.3]  B           1    25.0   1.88   25.25  0.8120       7.52        15.25
            all         all         5    29.0   2.27   22.67  0.7726       6.82        12.67
            2 images in no class: hole ratio at most 0.01 or above 0.6.
            2 images equal to the original, left out of PSNR.
            """, metrics.ToTable());
    }

    [Fact]
    public void ToTable_OfNothing_HasDashesNoClassesAndNoNotes()
    {
        var lines = InpaintingMetrics.Average([]).ToTable().Split('\n');

        Assert.Equal("all         all         0       –      –       –       –          –            –", lines[^1]);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(80, line.Length));
    }

    [Fact]
    public void ToTable_InAnotherCulture_IsTheSame()
    {
        var (metrics, culture) = (InpaintingMetrics.Average([Scores.Of(.25, l1: 1.5)]), CultureInfo.CurrentCulture);
        var expected = metrics.ToTable();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new() { NumberDecimalSeparator = "," } };
            Assert.Equal(expected, metrics.ToTable());
            Assert.Equal(expected, metrics.ToString());
            Assert.Contains(" 1.50 ", expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
