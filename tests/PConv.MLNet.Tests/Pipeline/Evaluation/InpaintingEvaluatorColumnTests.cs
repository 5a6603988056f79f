using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>The same image in every kind of column has the same score.</summary>
public sealed class InpaintingEvaluatorColumnTests : IDisposable
{
    const int Width = 16, Height = 12;

    readonly TemporaryFolder folder = new();
    readonly MLContext ml = new(seed: 1);
    readonly RgbImage image = Samples.Image(Width, Height), output = Samples.Noise(Width, Height);
    readonly Mask mask = Samples.Hole(Width, Height, 4, 3, 8, 5);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Evaluate_OfPaths_ReadsTheFiles() => AssertSame(new PathRow
    {
        Image = PngFile.Write(folder["image.png"], image),
        Output = PngFile.Write(folder["output.png"], output),
        Mask = PngFile.Write(folder["mask.png"], mask),
    });

    [Fact]
    public void Evaluate_OfEncodedFiles_DecodesThem() => AssertSame(new BytesRow
    {
        Image = PngFile.Of(image),
        Output = PngFile.Of(output),
        Mask = PngFile.Of(mask.ToImage()),
    });

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    public void Evaluate_OfVectors_ScalesThemByTheirMaximum(float maximum) => AssertSame(
        new VectorRow
        {
            Image = Planes(image, maximum),
            Output = Planes(output, maximum),
            Mask = [.. mask.Valid.ToArray().Select(valid => (1 - valid) * maximum)],
        },
        maximum);

    [Fact]
    public void Evaluate_OfAMissingFile_NamesTheRowAndTheColumn()
    {
        PathRow row = new()
        {
            Image = PngFile.Write(folder["image.png"], image),
            Output = folder["none.png"],
            Mask = PngFile.Write(folder["mask.png"], mask),
        };

        var e = Assert.Throws<InvalidOperationException>(() => Evaluate(row));

        Assert.Equal($"Row 0, column 'Output': There is no image '{folder["none.png"]}'. Check the path.", e.Message);
    }

    [Fact]
    public void Evaluate_OfAFileThatIsNoImage_NamesTheRowAndTheColumn()
    {
        BytesRow row = new() { Image = PngFile.Of(image), Output = PngFile.Of(output), Mask = [1, 2, 3] };

        var e = Assert.Throws<InvalidOperationException>(() => Evaluate(row));

        Assert.Equal("Row 0, column 'Mask': 'Mask' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.", e.Message);
    }

    void AssertSame<T>(T row, float maximum = 1) where T : class =>
        Assert.Equal(InpaintingMetrics.Average([InpaintingScore.Compute(image, output, mask)]).ToJson(), Evaluate(row, maximum).ToJson());

    InpaintingMetrics Evaluate<T>(T row, float maximum = 1) where T : class => ml.Inpainting().Evaluate(
        ml.Data.LoadFromEnumerable([row]),
        new InpaintingEvaluationOptions
        {
            ImageColumnName = "Image",
            OutputColumnName = "Output",
            MaskColumnName = "Mask",
            VectorMaximum = maximum,
        });

    static float[] Planes(RgbImage image, float maximum)
    {
        var planes = new float[image.Pixels.Length];
        PlanarLayout.Write(image, planes, image.Size);
        return [.. planes.Select(value => value * maximum)];
    }

    sealed class PathRow
    {
        public string Image { get; set; } = "";

        public string Output { get; set; } = "";

        public string Mask { get; set; } = "";
    }

    sealed class BytesRow
    {
        public byte[] Image { get; set; } = [];

        public byte[] Output { get; set; } = [];

        public byte[] Mask { get; set; } = [];
    }

    sealed class VectorRow
    {
        [VectorType(3, Height, Width)]
        public float[] Image { get; set; } = [];

        [VectorType(3, Height, Width)]
        public float[] Output { get; set; } = [];

        [VectorType(1, Height, Width)]
        public float[] Mask { get; set; } = [];
    }
}
