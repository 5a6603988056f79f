#nullable disable
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet.Offline.Conformance;

public sealed class MLImageTests : IDisposable
{
    readonly MLContext _ml = new(1);
    readonly MLImageFiles _files = new();

    public MLImageTests()
    {
        DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));
        File.WriteAllBytes(_files["red.png"], MLImageFiles.Png(2, 1, 8, 2, [255, 0, 0, 255, 0, 0]));
        File.WriteAllBytes(_files["blue.png"], MLImageFiles.Png(1, 2, 8, 2, [0, 0, 255, 0, 0, 255]));
        File.WriteAllBytes(_files["text.png"], "not an image"u8.ToArray());
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Pixels_are_kept_as_they_were_given()
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255];
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, pixels);
        Assert.Equal(pixels, image.Pixels.ToArray());
        Assert.Equal((2, 1, MLPixelFormat.Rgba32), (image.Width, image.Height, image.PixelFormat));
        Assert.Null(image.Tag);
    }

    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, new byte[7]));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
    }

    [Fact]
    public void A_disposed_image_can_only_be_disposed_again()
    {
        var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        image.Dispose();
        image.Dispose();
        Assert.Throws<InvalidOperationException>(() => image.Width);
        Assert.Throws<InvalidOperationException>(() => image.Pixels.Length);
        Assert.Throws<InvalidOperationException>(() => image.Tag = "x");
    }

    [Fact]
    public void A_file_decodes_to_opaque_pixels()
    {
        using var image = _files.Read("red.png");
        Assert.Equal([0, 0, 255, 0, 0, 255], MLImageFiles.Bgr(image));
        Assert.Equal(255, image.Pixels[3]);
    }

    [Fact]
    public void What_is_not_an_image_is_an_argument_exception()
    {
        Assert.ThrowsAny<ArgumentException>(() => _files.Read("text.png"));
        Assert.ThrowsAny<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream()));
        Assert.ThrowsAny<ArgumentException>(() => MLImage.CreateFromStream(null));
    }

    [Fact]
    public void A_saved_png_reads_back_exactly()
    {
        byte[] pixels = [10, 20, 30, 255, 40, 50, 60, 255];
        using (var image = MLImage.CreateFromPixels(1, 2, MLPixelFormat.Bgra32, pixels))
            image.Save(_files["saved.PNG"]);
        using var copy = _files.Read("saved.PNG");
        Assert.Equal(2, copy.Height);
        Assert.Equal([10, 20, 30, 40, 50, 60], MLImageFiles.Bgr(copy));
    }

    [Fact]
    public void Saving_needs_an_extension_with_an_encoder()
    {
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        Assert.Throws<ArgumentException>(() => image.Save(_files["image.txt"]));
        Assert.Throws<ArgumentException>(() => image.Save(_files["image.gif"]));
    }

    [Fact]
    public void LoadImages_joins_the_folder_tags_the_image_and_leaves_an_empty_path_null()
    {
        var view = Load("red.png", "", "blue.png");
        var type = Assert.IsType<ImageDataViewType>(view.Schema["Image"].Type);
        Assert.Equal((0, 0), (type.Width, type.Height));
        var seen = new List<string>();
        foreach (var row in _ml.Data.CreateEnumerable<Loaded>(view, reuseRowObject: false))
            seen.Add(row.Image == null ? "none" : $"{Path.GetRelativePath(_files.Folder, row.Image.Tag)} {row.Image.Width}x{row.Image.Height}");
        Assert.Equal(["red.png 2x1", "none", "blue.png 1x2"], seen);
    }

    [Fact]
    public void LoadImages_fails_at_the_row_whose_file_is_missing_or_no_image()
    {
        Assert.Throws<FileNotFoundException>(() => Load("nowhere.png").GetColumn<MLImage>("Image").ToList());
        Assert.ThrowsAny<ArgumentException>(() => Load("text.png").GetColumn<MLImage>("Image").ToList());
        Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImages("Image", _files["nowhere"], "Path"));
    }

    [Fact]
    public void LoadRawImageBytes_gives_the_file_as_it_is()
    {
        var view = _ml.Transforms.LoadRawImageBytes("Bytes", _files.Folder, "Path").Fit(Paths("red.png")).Transform(Paths("red.png", ""));
        Assert.Equal("Vector<Byte>", view.Schema["Bytes"].Type.ToString());
        Assert.Equal([File.ReadAllBytes(_files["red.png"]), []], view.GetColumn<byte[]>("Bytes"));
    }

    [Fact]
    public void Images_of_a_cursor_are_disposed_with_the_next_row_and_with_the_cursor()
        => Assert.All(Load("red.png", "blue.png").GetColumn<MLImage>("Image").ToList(), image => Assert.Throws<InvalidOperationException>(() => image.Width));

    [Fact]
    public void The_second_prediction_disposes_the_image_of_the_first()
    {
        var model = _ml.Transforms.LoadImages("Image", _files.Folder, "Path").Fit(Paths("red.png"));
        using var engine = _ml.Model.CreatePredictionEngine<Named, Loaded>(model);
        var first = engine.Predict(new Named { Path = "red.png" }).Image;
        Assert.Equal(2, first.Width);
        var second = engine.Predict(new Named { Path = "blue.png" }).Image;
        Assert.Throws<InvalidOperationException>(() => first.Width);
        engine.Dispose();
        Assert.Equal(1, second.Width);
        second.Dispose();
    }

    [Fact]
    public void Images_in_objects_pass_through_as_the_same_objects()
    {
        using var image = MLImage.CreateFromPixels(6, 4, MLPixelFormat.Bgra32, new byte[96]);
        var free = _ml.Data.LoadFromEnumerable([new Loaded { Image = image }]);
        Assert.Equal("Image", free.Schema["Image"].Type.ToString());
        Assert.Same(image, Assert.Single(_ml.Data.CreateEnumerable<Loaded>(free, false)).Image);
    }

    [Fact]
    public void A_type_is_registered_once()
    {
        DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataViewTypeManager.Register(new ImageDataViewType(7, 7), typeof(MLImage)));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataViewTypeManager.Register(new ImageDataViewType(7, 7), typeof(float)));
    }

    [Fact]
    public void ResizeImages_gives_the_size_and_hands_on_what_has_it_already()
    {
        var pipeline = _ml.Transforms.ResizeImages("Small", 2, 1, "Image");
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, new byte[8]);
        var view = _ml.Data.LoadFromEnumerable([new Loaded { Image = image }]);
        Assert.Same(image, Assert.Single(pipeline.Fit(view).Transform(view).GetColumn<MLImage>("Small")));
        var loaded = Load("blue.png");
        var resized = pipeline.Fit(loaded).Transform(loaded);
        Assert.Equal("Image<1, 2>", resized.Schema["Small"].Type.ToString());
        foreach (var small in resized.GetColumn<MLImage>("Small"))
            Assert.Equal((2, 1, (byte)255), (small.Width, small.Height, small.Pixels[0]));
    }

    IDataView Paths(params string[] paths) => _ml.Data.LoadFromEnumerable(paths.Select(path => new Named { Path = path }).ToArray());

    IDataView Load(params string[] paths) => _ml.Transforms.LoadImages("Image", _files.Folder, "Path").Fit(Paths(paths)).Transform(Paths(paths));

    sealed class Named
    {
        public string Path { get; set; }
    }

    sealed class Loaded
    {
        public MLImage Image { get; set; }
    }
}
