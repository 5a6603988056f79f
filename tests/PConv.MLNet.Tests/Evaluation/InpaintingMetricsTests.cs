using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class InpaintingMetricsTests
{
    [Fact]
    public void Of_SeveralImages_TakesMeansOverImages()
    {
        var metrics = InpaintingMetrics.Average([Scores.Of(.2, l1: 1, psnr: 30), Scores.Of(.4, l1: 3, psnr: 20)]).Overall;

        Assert.Equal(2, metrics.Images);
        Assert.Equal(.3, metrics.HoleRatio, 1e-12);
        Assert.Equal(2, metrics.L1Percent, 1e-12);
        Assert.Equal(25, metrics.Psnr, 1e-12); // of the images' PSNR, not of their errors
        Assert.Equal(.8, metrics.Ssim, 1e-12);
        Assert.Equal((1 / .2 + 3 / .4) / 2, metrics.HoleL1Percent, 1e-12);
        Assert.Equal(15, metrics.HolePsnr, 1e-12);
        Assert.Null(metrics.Bucket);
        Assert.Null(metrics.Border);
    }

    [Fact]
    public void Of_ImagesOfSeveralClasses_KeepsThemApart()
    {
        var metrics =
            InpaintingMetrics.Average(
                [Scores.Of(.15, l1: 1), Scores.Of(.2, l1: 3), Scores.Of(.2, BorderClass.B, l1: 5), Scores.Of(.6, l1: 7)]);

        Assert.Equal(2, metrics[HoleRatioBucket.From10To20, BorderClass.N].L1Percent, 1e-12);
        Assert.Equal(5, metrics[HoleRatioBucket.From10To20, BorderClass.B].L1Percent, 1e-12);
        Assert.Equal(7, metrics[HoleRatioBucket.From50To60, BorderClass.N].L1Percent, 1e-12);
        Assert.Equal([0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 1, 0], metrics.Classes.Select(c => c.Images));
        Assert.Equal((4, 0), (metrics.Overall.Images, metrics.ImagesOutsideClasses));
    }

    [Fact]
    public void Classes_AreTheSixBucketsEachWithNAndB()
    {
        var classes = InpaintingMetrics.Average([]).Classes;

        Assert.Equal(HoleRatioBucket.All.SelectMany(b => new[] { b, b }), classes.Select(c => c.Bucket));
        Assert.Equal(Enumerable.Repeat(new BorderClass?[] { BorderClass.N, BorderClass.B }, 6).SelectMany(pair => pair),
            classes.Select(c => c.Border));
    }

    [Fact]
    public void Of_ImagesInNoBucket_CountsThemInTheWholeOnly()
    {
        var metrics = InpaintingMetrics.Average([Scores.Of(.01), Scores.Of(.7, l1: 3)]);

        Assert.Equal((2, 2), (metrics.Overall.Images, metrics.ImagesOutsideClasses));
        Assert.Equal(2, metrics.Overall.L1Percent, 1e-12);
        Assert.All(metrics.Classes, c => Assert.Equal(0, c.Images));
    }

    [Fact]
    public void Of_EqualImages_CountsThemAndLeavesThemOutOfPsnrOnly()
    {
        var metrics = InpaintingMetrics.Average([Scores.Of(.3, l1: 2, psnr: 24), Scores.Equal(.3)]);
        var row = metrics[HoleRatioBucket.From20To30, BorderClass.N];

        Assert.Equal((2, 1), (row.Images, row.EqualImages));
        Assert.Equal((24, 14), (row.Psnr, row.HolePsnr));
        Assert.Equal(1, row.L1Percent, 1e-12);
        Assert.Equal(.9, row.Ssim, 1e-12);
        Assert.Equal(1 / .3, row.HoleL1Percent, 1e-12);
    }

    [Fact]
    public void Of_EqualImagesAlone_HasNoPsnr()
    {
        var metrics = InpaintingMetrics.Average([Scores.Equal(.3)]).Overall;

        Assert.Equal((1, 1), (metrics.Images, metrics.EqualImages));
        Assert.Equal((double.NaN, double.NaN), (metrics.Psnr, metrics.HolePsnr));
        Assert.Equal((0, 0), (metrics.L1Percent, metrics.HoleL1Percent));
    }

    [Fact]
    public void Of_ImagesWithoutHoles_LeavesThemOutOfTheHolesMetrics()
    {
        var metrics = InpaintingMetrics.Average([Scores.WithoutHoles, Scores.Of(.5, l1: 2)]);

        Assert.Equal((2, 1, 1), (metrics.Overall.Images, metrics.Overall.EqualImages, metrics.ImagesOutsideClasses));
        Assert.Equal(4, metrics.Overall.HoleL1Percent, 1e-12);
        Assert.Equal(1, metrics.Overall.L1Percent, 1e-12);
    }

    [Fact]
    public void Of_NoScores_HasNoValues()
    {
        var metrics = InpaintingMetrics.Average([]);

        Assert.All(metrics.Classes.Append(metrics.Overall), row => Assert.Equal(
            [0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN],
            [row.Images, row.HoleRatio, row.L1Percent, row.Psnr, row.Ssim, row.HoleL1Percent, row.HolePsnr]));
    }

    [Fact]
    public void Of_AStream_ReadsItOnce()
    {
        var passes = 0;

        Assert.Equal(3, InpaintingMetrics.Average(Stream()).Overall.Images);
        Assert.Equal(1, passes);

        IEnumerable<InpaintingScore> Stream()
        {
            passes++;
            for (var i = 0; i < 3; i++)
            {
                yield return Scores.Of(.2);
            }
        }
    }
}
