using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Images that come from anywhere, when they are asked for.</summary>
public sealed class ImagesOnDemandTests : IDisposable
{
    readonly Workbench bench = new();
    readonly List<int> fetched = [];

    public void Dispose() => bench.Dispose();

    [Fact]
    public void BytesThatAPropertyMakes_AreMadeOnce_WhenTheirRowsTurnComes()
    {
        var rows = bench.ML.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(i => new RemoteRow(i, fetched)));
        using var transformer = bench.ML.Transforms.InpaintPartialConv(bench.Options with { BatchSize = 2 }).Fit(rows);
        var view = transformer.Transform(rows);
        Assert.Empty(fetched);
        using var cursor = view.GetRowCursor([view.Schema["Output"]]);
        var get = cursor.GetGetter<MLImage?>(view.Schema["Output"]);
        MLImage? output = null;

        for (var row = 0; cursor.MoveNext(); row++)
        {
            get(ref output);
            Assert.Equal(Enumerable.Range(0, 2 * (row / 2) + 2), fetched); // the batch of this row and no further
            Assert.Equal(bench.Expected(RemoteRow.ImageOf(row), RemoteRow.Holes).Pixels, output!.ToRgbImage().Pixels);
        }

        Assert.Equal(6, fetched.Count);
        output!.Dispose();
    }

    sealed class RemoteRow(int number, List<int> fetched)
    {
        public static Mask Holes { get; } = Samples.Irregular(12, 10);

        public byte[] Image
        {
            get
            {
                fetched.Add(number);
                return PngFile.Of(ImageOf(number));
            }
        }

        public byte[] Mask { get; } = PngFile.Of(Holes.ToImage());

        public static RgbImage ImageOf(int number) => Samples.Image(12, 10, number);
    }
}
