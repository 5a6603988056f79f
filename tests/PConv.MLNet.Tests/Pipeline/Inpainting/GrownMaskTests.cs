using Microsoft.ML;
using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Transforms whose holes grow before they are filled.</summary>
public sealed class GrownMaskTests : IDisposable
{
    readonly Workbench bench = new();
    readonly RgbImage image = Samples.Image(40, 30);
    readonly Mask mask = Samples.Hole(40, 30, 12, 9, 8, 7);

    public void Dispose() => bench.Dispose();

    IDataView Rows => bench.View(Workbench.InMemory(image, mask));

    [Fact]
    public void Grow_OfANetwork_FillsTheGrownHolesAndKeepsTheRest()
    {
        var filled = bench.Fill(image, mask, bench.Options with { Grow = 3 });

        Assert.Equal(bench.Expected(image, mask.Grow(3)).Pixels, filled.Pixels);
        Assert.Equal(Composite.Create(image, new(40, 30), mask.Grow(3)).Pixels, Composite.Create(filled, new(40, 30), mask.Grow(3)).Pixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Grow_OfASavedClassicalMethod_IsKept(bool batched)
    {
        using var fitted = bench.ML.Transforms.InpaintClassical(new()
        {
            OutputColumnName = "Output", ImageColumnName = "Image", MaskColumnName = "Mask", Grow = 5, Method = new TeleaOptions(),
        }).Fit(Rows);
        bench.ML.Model.Save(fitted, null, bench["pipeline.zip"]);

        var loaded = batched ? bench.ML.Inpainting().Load(bench["pipeline.zip"]) : bench.ML.Model.Load(bench["pipeline.zip"], out _);

        var expected = new TeleaInpainter().Inpaint(image, mask.Grow(5)).Pixels;
        Assert.Equal(expected, Assert.Single(Workbench.Read(fitted.Transform(Rows)))!.Pixels);
        Assert.Equal(expected, Assert.Single(Workbench.Read(loaded.Transform(Rows)))!.Pixels);
    }

    [Fact]
    public void NetworkOutput_BesideANaturalFill_DoesNotChangeIt()
    {
        var large = bench.Options with { Scoring = new() { LargeImages = null } };

        Assert.Equal(
            bench.Fill(image, mask, large).Pixels,
            bench.Fill(image, mask, large with { NetworkOutputColumnName = "Raw" }).Pixels);
    }
}
