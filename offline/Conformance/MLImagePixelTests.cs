#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace PConv.MLNet.Offline.Conformance;

/// <summary>Pixels as vectors, and models with image transforms.</summary>
public sealed class MLImagePixelTests : IDisposable
{
    readonly MLContext _ml = new(1);
    readonly MLImageFiles _files = new();

    public MLImagePixelTests() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    public void Dispose() => _files.Dispose();

    [Fact]
    public void ExtractPixels_GivesPlanesOfRedGreenAndBlue()
    {
        var view = Extracted(_ml.Transforms.ExtractPixels("Pixels", "Image"));
        Assert.Equal("Vector<Single, 3, 1, 2>", view.Schema["Pixels"].Type.ToString());
        Assert.Equal([3, 13, 2, 12, 1, 11], Assert.Single(view.GetColumn<float[]>("Pixels")));
    }

    [Fact]
    public void ExtractPixels_Interleaved_ScaledAndShifted()
    {
        var view = Extracted(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.All, ColorsOrder.ABGR,
            interleavePixelColors: true, offsetImage: 1, scaleImage: 0.5f));
        Assert.Equal("Vector<Single, 1, 2, 4>", view.Schema["Pixels"].Type.ToString());
        Assert.Equal([127, 0, 0.5f, 1, 127, 5, 5.5f, 6], Assert.Single(view.GetColumn<float[]>("Pixels")));
    }

    [Fact]
    public void ExtractPixels_AsBytes_LeavesThemAsTheyAre()
    {
        var view = Extracted(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red, offsetImage: 9, scaleImage: 2, outputAsFloatArray: false));
        Assert.Equal("Vector<Byte, 1, 1, 2>", view.Schema["Pixels"].Type.ToString());
        Assert.Equal([3, 13], Assert.Single(view.GetColumn<byte[]>("Pixels")));
    }

    [Fact]
    public void ExtractPixels_RefusesNoColoursAScaleOfZeroAndUnknownSizes()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Pixels", "Image", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Pixels", "Image", scaleImage: 0));
        var open = _ml.Data.LoadFromEnumerable([new Open { Image = null }]);
        Assert.Contains("known-size image", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Pixels", "Image").Fit(open)).Message);
    }

    [Fact]
    public void ExtractPixels_OfAnImageOfAnotherSizeThanItsType_Fails()
    {
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        var view = _ml.Data.LoadFromEnumerable([new Pair { Image = image }]);
        var extracted = _ml.Transforms.ExtractPixels("Pixels", "Image").Fit(view).Transform(view);
        Assert.Throws<InvalidOperationException>(() => extracted.GetColumn<float[]>("Pixels").ToList());
    }

    [Fact]
    public void ImageTransforms_SurviveSaving()
    {
        File.WriteAllBytes(_files["red.png"], MLImageFiles.Png(2, 1, 8, 2, [255, 0, 0, 255, 0, 0]));
        var rows = _ml.Data.LoadFromEnumerable([new Named { Path = "red.png" }]);
        var pipeline = _ml.Transforms.LoadImages("Image", _files.Folder, "Path")
            .Append(_ml.Transforms.LoadRawImageBytes("Bytes", _files.Folder, "Path"))
            .Append(_ml.Transforms.ResizeImages("Small", 4, 3, "Image", ImageResizingEstimator.ResizingKind.Fill))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Small", ColorBits.Red, scaleImage: 2));
        using var stream = new MemoryStream();
        _ml.Model.Save(pipeline.Fit(rows), rows.Schema, stream);
        stream.Position = 0;
        var view = new MLContext().Model.Load(stream, out var schema).Transform(rows);
        Assert.Equal("Path", schema[0].Name);
        Assert.Equal("Image<3, 4>", view.Schema["Small"].Type.ToString());
        Assert.Equal(Enumerable.Repeat(510f, 12), Assert.Single(view.GetColumn<float[]>("Pixels")));
        Assert.Equal(File.ReadAllBytes(_files["red.png"]), Assert.Single(view.GetColumn<byte[]>("Bytes")));
    }

    IDataView Extracted(IEstimator<ITransformer> estimator)
    {
        var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255, 11, 12, 13, 255]);
        var view = _ml.Data.LoadFromEnumerable([new Pair { Image = image }]);
        return estimator.Fit(view).Transform(view);
    }

    sealed class Named
    {
        public string Path { get; set; }
    }

    sealed class Open
    {
        public MLImage Image { get; set; }
    }

    sealed class Pair
    {
        [ImageType(1, 2)]
        public MLImage Image { get; set; }
    }
}
