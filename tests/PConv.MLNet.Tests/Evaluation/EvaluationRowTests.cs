using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class EvaluationRowTests
{
    static EvaluationRow Row(RgbImage filled) => new(
        "köln/a b.jpg", MaskClass.Parse("0.2-0.3_B"), "gray",
        InpaintingScore.Compute(Samples.Image(20, 20), filled, Samples.Hole(20, 20, 5, 5, 10, 10), 3), 1.25, new(640, 480));

    [Fact]
    public void ToJson_ReadBack_IsTheSameRowToTheLastBit()
    {
        var row = Row(Samples.Noise(20, 20));

        Assert.Equal(row, EvaluationRow.FromJson(row.ToJson()));
        Assert.StartsWith("{\"image\":\"köln/a b.jpg\",\"class\":\"0.2-0.3_B\",\"method\":\"gray\",\"hole_ratio\":0.25,", row.ToJson());
        Assert.DoesNotContain('\n', row.ToJson());
    }

    [Fact]
    public void ToJson_OfAnEqualFill_HasNoPsnrAndReadsBackAsInfinity()
    {
        var row = Row(Samples.Image(20, 20));

        Assert.Contains("\"psnr\":null", row.ToJson());
        Assert.Equal(row, EvaluationRow.FromJson(row.ToJson()));
        Assert.Equal(double.PositiveInfinity, EvaluationRow.FromJson(row.ToJson()).Score.Psnr);
    }

    [Fact]
    public void ClassNames_ReadBack_AreTheTwelveOfASetOfMasks()
    {
        Assert.Equal(new MaskSet(new()).Classes, MaskClass.All.Select(c => c.Name));
        Assert.Equal(MaskClass.All, MaskClass.All.Select(c => MaskClass.Parse(c.Name)));
        Assert.StartsWith("No class of masks is called 'x'. Take one of 0.01-0.1_N, ",
            Assert.Throws<ArgumentException>(() => MaskClass.Parse("x")).Message);
    }
}
