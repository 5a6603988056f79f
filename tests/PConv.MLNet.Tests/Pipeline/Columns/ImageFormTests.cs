using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>One image and one mask in every form a column can hold them, through every way a pipeline is used.</summary>
public sealed class ImageFormTests : IDisposable
{
    const int Width = 14, Height = 11;
    static readonly string[] Forms = ["Image", "Path", "Bytes", "Vector"];

    readonly Workbench bench = new();
    readonly RgbImage image = Samples.Image(Width, Height);
    readonly Mask mask = Samples.Hole(Width, Height, 2, 3, 7, 5);
    readonly IDataView rows;
    readonly AllForms row;

    public ImageFormTests()
    {
        var files = bench.Files(image, mask);
        row = new()
        {
            Image = image.ToMLImage(),
            ImagePath = files.ImagePath,
            ImageBytes = File.ReadAllBytes(files.ImagePath),
            ImageVector = Planes(image),
            Mask = mask.ToImage().ToMLImage(),
            MaskPath = files.MaskPath,
            MaskBytes = File.ReadAllBytes(files.MaskPath),
            MaskVector = [.. Enumerable.Range(0, Width * Height).Select(i => mask.Valid[i] == 0 ? 1f : 0f)],
            MaskPlanes = Planes(mask.ToImage()),
            ImageTensor = Planes(image),
            Translucent = Translucent(),
        };
        rows = bench.View(row);
    }

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var form in Forms)
        {
            pairs.Add(Name("Image", form), Name("Mask", form));
        }

        pairs.Add("Image", "MaskPath");
        pairs.Add("ImagePath", "Mask");
        pairs.Add("ImageVector", "MaskBytes");
        pairs.Add("Image", "MaskPlanes");
        pairs.Add("ImageTensor", "Mask");
        return pairs;

        static string Name(string role, string form) => form == "Image" ? role : role + form;
    }

    public void Dispose() => bench.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void EveryForm_GivesTheSameBytes_InViewsPredictionsAndAfterLoading(string imageColumn, string maskColumn)
    {
        using var transformer = Fit(imageColumn, maskColumn);
        var expected = bench.Expected(image, mask).Pixels;

        Assert.Equal(expected, Assert.Single(Workbench.Read(transformer.Transform(rows)))!.Pixels);
        Assert.Equal(expected, Predict(transformer));
        bench.ML.Model.Save(transformer, rows.Schema, bench["pipeline.zip"]);
        var stock = new MLContext().Model.Load(bench["pipeline.zip"], out _);
        Assert.Equal(expected, Assert.Single(Workbench.Read(stock.Transform(rows)))!.Pixels);
        Assert.Equal(expected, Predict(stock));
        var batched = new MLContext().Inpainting().Load(bench["pipeline.zip"]);
        Assert.Equal(expected, Assert.Single(Workbench.Read(batched.Transform(rows)))!.Pixels);
    }

    [Theory]
    [InlineData("Translucent")]
    public void WithoutAMaskColumn_WhatIsTransparentIsHole_AlsoAfterLoading(string column)
    {
        using var transformer = Fit(column, null);
        var expected = bench.Expected(Workbench.Read(rows, column)[0]!, mask).Pixels;

        Assert.Equal(expected, Assert.Single(Workbench.Read(transformer.Transform(rows)))!.Pixels);
        bench.ML.Model.Save(transformer, rows.Schema, bench["pipeline.zip"]);
        Assert.Equal(expected,
            Assert.Single(Workbench.Read(new MLContext().Model.Load(bench["pipeline.zip"], out _).Transform(rows)))!.Pixels);
        Assert.Equal(expected,
            Assert.Single(Workbench.Read(new MLContext().Inpainting().Load(bench["pipeline.zip"]).Transform(rows)))!.Pixels);
    }

    [Fact]
    public void OpaqueImages_WithoutAMaskColumn_AreRefusedWithWhatIsMissing()
    {
        using var transformer = Fit("Image", null);

        var e = Assert.Throws<InvalidOperationException>(() => Workbench.Read(transformer.Transform(rows)));

        Assert.Equal("Row 0, column 'Image': the image has no transparent pixel, and without a mask column those are the holes. Name the "
            + "column of masks (MaskColumnName).", e.Message);
    }

    [Fact]
    public void Vectors_FarOutOfRange_AreRefusedWithTheOption()
    {
        row.ImageVector = [.. row.ImageVector.Select(v => 255 * v)];
        using var transformer = Fit("ImageVector", "MaskVector");

        var e = Assert.Throws<InvalidOperationException>(() => Workbench.Read(transformer.Transform(rows)));

        Assert.Contains("expected 0 to 1, the option VectorMaximum. Set it to 255 for what ExtractPixels makes.", e.Message);
    }

    [Fact]
    public void Vectors_OfBytesAsFloats_AreReadWithTheirMaximum()
    {
        row.ImageVector = [.. row.ImageVector.Select(v => 255 * v)];
        row.MaskVector = [.. row.MaskVector.Select(v => 255 * v)];
        using var transformer = bench.ML.Transforms.InpaintPartialConv(Options("ImageVector", "MaskVector") with { VectorMaximum = 255 })
            .Fit(rows);

        Assert.Equal(bench.Expected(image, mask).Pixels, Assert.Single(Workbench.Read(transformer.Transform(rows)))!.Pixels);
    }

    [Fact]
    public void Vectors_SomewhatOutOfRange_AsNetworksGiveThem_AreClamped()
    {
        row.ImageVector = [.. row.ImageVector.Select((v, i) => i == 0 ? 1.4f : i == 1 ? -.4f : v)];
        using var transformer = Fit("ImageVector", "MaskVector");

        var filled = Assert.Single(Workbench.Read(transformer.Transform(rows)))!;

        Assert.Equal((255, 0), (filled.Pixels[0], filled.Pixels[3]));
    }

    [Fact]
    public void Vectors_WithoutDimensions_AreRefusedWithWhatToDeclare()
    {
        var e = Assert.Throws<ArgumentException>(() => Fit("Loose", "Mask"));

        Assert.Equal(
            "Column 'Loose' holds vectors of [0], expected images of known size: [3, height, width]. Declare the dimensions with " +
            "[VectorType(3, height, width)].", e.Message);
    }

    [Theory]
    [InlineData("ImagePath")]
    [InlineData("ImageBytes")]
    [InlineData("Image")]
    public void RowsWithoutAImage_GiveNone(string column)
    {
        (row.Image, row.ImagePath, row.ImageBytes) = (null, "", []);
        using var transformer = Fit(column, "Mask");

        Assert.Null(Assert.Single(Workbench.Read(transformer.Transform(rows))));
    }

    [Fact]
    public void AMissingFile_NamesRowAndFile()
    {
        row.MaskPath = bench["none.png"];
        using var transformer = Fit("Image", "MaskPath");

        var e = Assert.Throws<InvalidOperationException>(() => Workbench.Read(transformer.Transform(rows)));

        Assert.Equal($"Row 0, column 'MaskPath': There is no image '{bench["none.png"]}'. Check the path.", e.Message);
    }

    [Fact]
    public void BytesThatAreNoImage_NameTheirColumn()
    {
        row.ImageBytes = [1, 2, 3];
        using var transformer = Fit("ImageBytes", "Mask");

        var e = Assert.Throws<InvalidOperationException>(() => Workbench.Read(transformer.Transform(rows)));

        Assert.Equal("Row 0, column 'ImageBytes': 'ImageBytes' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.",
            e.Message);
    }

    [Fact]
    public void FilledHoles_AreTheHolesAlone_AndTheNetworksOutputIsWhatWasComposed()
    {
        using var transformer = bench.ML.Transforms.InpaintPartialConv(Options("Image", "Mask") with
        {
            FilledHolesColumnName = "Holes",
            NetworkOutputColumnName = "Raw",
            Scoring = new() { Style = InpaintingStyle.Faithful },
        }).Fit(rows);
        var view = transformer.Transform(rows);
        using var network = OnnxInpainter.FromFile(bench.Model, new() { Style = InpaintingStyle.Faithful });
        var expected = network.Inpaint(image, mask);

        using var cursor = view.GetRowCursor(view.Schema);
        var (getHoles, getRaw) = (cursor.GetGetter<MLImage?>(view.Schema["Holes"]), cursor.GetGetter<VBuffer<float>>(view.Schema["Raw"]));
        MLImage? holes = null;
        VBuffer<float> raw = default;
        Assert.True(cursor.MoveNext());
        getHoles(ref holes);
        getRaw(ref raw);

        var values = raw.DenseValues().ToArray();
        Assert.Equal(3 * Width * Height, values.Length);
        for (var i = 0; i < Width * Height; i++)
        {
            var isHole = mask.Valid[i] == 0;
            Assert.Equal(isHole ? 255 : 0, holes!.Pixels[4 * i + 3]);
            for (var c = 0; c < 3; c++)
            {
                Assert.Equal(isHole ? expected.Pixels[3 * i + c] : 0, holes.Pixels[4 * i + c]);
                Assert.Equal(expected.Pixels[3 * i + c], Math.Clamp(MathF.Round(255 * values[c * Width * Height + i]), 0, 255));
            }
        }

        holes!.Dispose();
    }

    InpaintingTransformer Fit(string imageColumn, string? maskColumn) =>
        bench.ML.Transforms.InpaintPartialConv(Options(imageColumn, maskColumn)).Fit(rows);

    PartialConvInpaintingOptions Options(string imageColumn, string? maskColumn) => bench.Options with
    {
        ImageColumnName = imageColumn,
        MaskColumnName = maskColumn,
    };

    byte[] Predict(ITransformer model)
    {
        using var engine =
            bench.ML.Model.CreatePredictionEngine<AllForms, FilledRow>(model, new PredictionEngineOptions { OwnsTransformer = false });
        return engine.Predict(row).Output!.ToRgbImage().Pixels;
    }

    /// <summary>The image with holes of alpha 0.</summary>
    MLImage Translucent()
    {
        var pixels = new byte[4 * Width * Height];
        for (var i = 0; i < Width * Height; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).CopyTo(pixels.AsSpan(4 * i));
            pixels[4 * i + 3] = mask.Valid[i] == 0 ? (byte)0 : (byte)255;
        }

        return MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, pixels);
    }

    static float[] Planes(RgbImage image)
    {
        var planes = new float[3 * image.Size.Area];
        PlanarLayout.Write(image, planes, image.Size);
        return planes;
    }

    sealed class AllForms
    {
        public MLImage? Image { get; set; }

        public string ImagePath { get; set; } = "";

        public byte[] ImageBytes { get; set; } = [];

        [VectorType(3, Height, Width)]
        public float[] ImageVector { get; set; } = [];

        public MLImage? Mask { get; set; }

        public string MaskPath { get; set; } = "";

        public byte[] MaskBytes { get; set; } = [];

        [VectorType(Height, Width)]
        public float[] MaskVector { get; set; } = [];

        [VectorType(3, Height, Width)]
        public float[] MaskPlanes { get; set; } = [];

        [VectorType(1, 3, Height, Width)]
        public float[] ImageTensor { get; set; } = [];

        public MLImage? Translucent { get; set; }

        public float[] Loose { get; set; } = [];
    }
}
