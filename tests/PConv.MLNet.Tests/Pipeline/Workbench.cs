using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>A folder with a small model, and what a test needs to send images through ML.NET with it.</summary>
sealed class Workbench : IDisposable
{
    readonly TemporaryFolder folder = new();

    public Workbench()
    {
        Model = ModelFile.Write(folder["small.onnx"]);
        Options = new() { OutputColumnName = "Output", ImageColumnName = "Image", MaskColumnName = "Mask", ModelFile = Model };
        Inpaint = ML.Transforms.InpaintPartialConv(Options); // before any row with images is read
    }

    public MLContext ML { get; } = new(seed: 1);

    /// <summary>The small model's file.</summary>
    public string Model { get; }

    /// <summary>Columns Image, Mask and Output, with the small model.</summary>
    public PartialConvInpaintingOptions Options { get; }

    /// <summary>The estimator of <see cref="Options"/>.</summary>
    public InpaintingEstimator Inpaint { get; }

    public string this[string file] => folder[file];

    /// <summary>Writes an image and its mask as PNG files.</summary>
    public FileRow Files(RgbImage image, Mask mask, int number = 0) => new()
    {
        ImagePath = PngFile.Write(folder[$"image-{number}.png"], image),
        MaskPath = PngFile.Write(folder[$"mask-{number}.png"], mask),
        Number = number,
    };

    public static ImageRow InMemory(RgbImage image, Mask mask) => new() { Image = image.ToMLImage(), Mask = mask.ToImage().ToMLImage() };

    public IDataView View<T>(params T[] rows) where T : class => ML.Data.LoadFromEnumerable(rows);

    /// <summary>LoadImages → LoadImages → an estimator, <see cref="Inpaint"/> if none is given.</summary>
    public EstimatorChain<InpaintingTransformer> FromFiles(InpaintingEstimator? last = null) =>
        ML.Transforms.LoadImages("Image", null, "ImagePath").Append(ML.Transforms.LoadImages("Mask", null, "MaskPath"))
        .Append(last ?? Inpaint);

    /// <summary>Fills one image in memory, by a lone transformer.</summary>
    public RgbImage Fill(RgbImage image, Mask mask, PartialConvInpaintingOptions? options = null)
    {
        using var transformer = ML.Transforms.InpaintPartialConv(options ?? Options).Fit(View(InMemory(image, mask)));
        return Assert.Single(Read(transformer.Transform(View(InMemory(image, mask)))))!;
    }

    /// <summary>What the small model makes of an image, without ML.NET.</summary>
    public RgbImage Expected(RgbImage image, Mask mask)
    {
        using var inpainter = OnnxInpainter.FromFile(Model);
        return inpainter.Inpaint(image, mask);
    }

    /// <summary>A column of images, each copied before the next one is asked for.</summary>
    public static RgbImage?[] Read(IDataView view, string column = "Output")
    {
        var images = new List<RgbImage?>();
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        var get = cursor.GetGetter<MLImage?>(view.Schema[column]);
        MLImage? image = null;
        while (cursor.MoveNext())
        {
            get(ref image);
            images.Add(image?.ToRgbImage());
        }

        return [.. images];
    }

    public void Dispose() => folder.Dispose();
}
