using Microsoft.ML;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ImageTypeTests : IDisposable
{
    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void ImagesOfOneSize_AreReadAsPlainProperties()
    {
        var (width, height) = (19, 7); // of no other test: types are registered for the process
        var rows = bench.View(Workbench.InMemory(Samples.Image(30, 20), Samples.Irregular(30, 20)));
        var pipeline = bench.ML.Transforms.ResizeImages("Image", width, height)
            .Append(bench.ML.Transforms.ResizeImages("Mask", width, height)).Append(bench.Inpaint);

        var filled = bench.ML.Data.CreateEnumerable<FilledRow>(pipeline.Fit(rows).Transform(rows), reuseRowObject: false).Single();

        Assert.Equal(new ImageSize(width, height), filled.Output!.ToRgbImage().Size);
    }
}
