using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What a large image with a small hole costs.</summary>
public sealed class InpaintingMemoryTests : IDisposable
{
    const int Width = 4000, Height = 3000;
    const int Rest = 24 << 20; // the network and the patches round the hole

    readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Transform_OfALargeImageWithASmallHole_AllocatesTheColorsAndTheMaskOnce()
    {
        var (image, mask) = (Samples.Image(Width, Height), Samples.Hole(Width, Height, 1950, 1450, 100, 100));
        var rows = Enumerable.Repeat(Workbench.InMemory(image, mask), 2).ToArray();
        using var transformer = bench.Inpaint.Fit(bench.View(rows));
        var view = transformer.Transform(bench.View(rows));
        using var cursor = view.GetRowCursor([view.Schema["Output"]]);
        var get = cursor.GetGetter<MLImage?>(view.Schema["Output"]);
        MLImage? output = null;
        cursor.MoveNext();
        get(ref output); // opens sessions and fills pools
        cursor.MoveNext();
        var before = GC.GetAllocatedBytesForCurrentThread();

        get(ref output);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (RgbImage.Channels + 1) * Width * Height + Rest);
        var nothing = new RgbImage(Width, Height);
        Assert.True(Composite.Create(image, nothing, mask).Pixels.AsSpan()
            .SequenceEqual(Composite.Create(output!.ToRgbImage(), nothing, mask).Pixels));
        output!.Dispose();
    }
}
