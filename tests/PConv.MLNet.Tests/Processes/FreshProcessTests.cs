using System.Globalization;
using Microsoft.ML;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class FreshProcessTests : IDisposable
{
    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("load")]
    [InlineData("load-batched")]
    public void ASavedPipeline_GivesTheSameBytes_InAnotherProcess(string job)
    {
        var (image, mask) = (Samples.Image(70, 45), Samples.Irregular(70, 45));
        var row = bench.Files(image, mask);
        using var model = bench.FromFiles().Fit(bench.View(row));
        bench.ML.Model.Save(model, bench.View(row).Schema, bench["pipeline.zip"]);
        var expected = bench.Expected(image, mask);
        File.Delete(bench.Model);

        Assert.Equal(Program.Hash(expected), FreshProcess.Run(job, bench["pipeline.zip"], row.ImagePath, row.MaskPath));
    }

    [Fact]
    public void TwoThousandRows_NeedNoMoreMemoryThanTwoHundred_AndLeaveNoImageBehind()
    {
        var figures = FreshProcess.Run("stream", bench.Model, "2000", "256").Split(' ')
            .Select(f => int.Parse(f, CultureInfo.InvariantCulture)).ToArray();

        var (early, late, twice, alive) = (figures[0], figures[1], figures[2], figures[3]);
        Assert.True(late - early <= 100, $"{early} MiB after 200 rows, {late} MiB after 2,000");
        Assert.Equal((0, 0), (twice, alive));
    }

    [Fact]
    public void AThousandPredictions_NeedNoMoreMemoryThanAHundred_AndLeaveTheLastImageAlone()
    {
        var row = bench.Files(Samples.Image(256, 256), Samples.Irregular(256, 256));

        var figures = FreshProcess.Run("predict", bench.Model, row.ImagePath, row.MaskPath, "1000").Split(' ')
            .Select(f => int.Parse(f, CultureInfo.InvariantCulture)).ToArray();

        var (early, late, alive) = (figures[0], figures[1], figures[2]);
        Assert.True(late - early <= 100, $"{early} MiB after 100 predictions, {late} MiB after 1,000");
        Assert.Equal(1, alive); // its receiver's
    }
}
