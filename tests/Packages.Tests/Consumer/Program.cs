// What a seasoned user of ML.NET tries first: each question prints a line "name: answer", and ConsumerQuestionsTests has the answers.
using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Onnx;

const int Rows = 7;
var ml = new MLContext(seed: 7);
List<string> log = [];
ml.Log += (_, e) => log.Add($"{e.Kind} {e.Message}");

Ask("row class first", () => ml.Data.LoadFromEnumerable([new Picture()]).Schema["Image"].Type.RawType.Name);

Directory.CreateDirectory("rows");
for (var i = 0; i < Rows; i++)
{
    ImageFile.Write(ImageOf(i), $"rows/{i}.png");
    ImageFile.Write(MaskOf(i).ToImage(), $"rows/{i}.mask.png");
}

var files = Enumerable.Range(0, Rows)
    .Select(i => new Row { Number = i, ImagePath = $"rows/{i}.png", MaskPath = $"rows/{i}.mask.png" }).ToArray();
var rows = ml.Data.LoadFromEnumerable(files);
var telea = ml.Transforms.InpaintTelea("Output", "ImagePath", "MaskPath");
var network = ml.Transforms.InpaintPartialConv("Output", "ImagePath", "MaskPath");

// Sources that are read once, or differ each time
Ask("queue", () => Pairs(ml.Data.LoadFromEnumerable(Drain(new(files)))));
var order = new Random(3);
Ask("other order each time", () => Pairs(ml.Data.LoadFromEnumerable(Changing(() => files.OrderBy(_ => order.Next())))));
var fetched = 0;
Ask("fetches", () => $"{Pairs(ml.Data.LoadFromEnumerable(files.Select(row => { fetched++; return row; })))}, {fetched} fetched");

// Values
Ask("floats of 0 to 255", () => Fails(() => Fill(ml.Transforms.InpaintTelea("Output", "Floats", "MaskPath"),
    new Vectors { Floats = [.. Enumerable.Repeat(200f, 3 * 48 * 64)], MaskPath = "rows/0.mask.png" })));
Ask("pixels as bytes", () => Fails(() => Fill(ml.Transforms.InpaintTelea("Output", "Bytes", "MaskPath"),
    new Pixels { Bytes = new byte[3 * 48 * 64], MaskPath = "rows/0.mask.png" })));
Ask("no mask, no alpha", () => Fails(() => Fill(ml.Transforms.InpaintTelea("Output", "ImagePath", null), files[0])));
File.WriteAllBytes("rows/turned.jpg", Turned(ImageFile.Read("rows/0.png").Encode(ImageFormat.Jpeg)));
Ask("EXIF orientation", () => Fails(() => Fill(telea, new Row { ImagePath = "rows/turned.jpg", MaskPath = "rows/0.mask.png" })));

// The context
var lenient = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
lenient.Log += (_, e) => log.Add($"{e.Kind} {e.Message}");
Ask("GPU of the context", () =>
{
    using var model = lenient.Transforms.InpaintPartialConv("Output", "ImagePath", "MaskPath").Fit(rows);
    return $"{model.Provider}, {model.FallbackReason?.Split(':')[0]}, told {log.Count(line => line.Contains("CUDA device 0 cannot"))}";
});
Ask("GPU without fallback", () => Fails(() =>
    new MLContext { GpuDeviceId = 0, FallbackToCpu = false }.Transforms.InpaintPartialConv("Output", "ImagePath", "MaskPath").Fit(rows)));
Ask("seeds", () => $"{Masks(7, null) == Masks(8, null)}, {Masks(7, null) == Masks(9, 7)}, {Masks(7, null) == Masks(7, null)}");

// Folders and metrics
Directory.CreateDirectory("one");
File.Copy("rows/0.png", "one/0.png", overwrite: true);
Ask("empty parts", () =>
{
    log.Clear();
    _ = ml.Data.LoadInpaintingFolderViews("one");
    return log.Single(line => line.StartsWith("Warning")).Split("] ")[^1];
});
Ask("metrics", () =>
{
    using var model = telea.Fit(rows);
    var metrics = ml.Inpainting().Evaluate(model.Transform(rows), "ImagePath", "Output", "MaskPath");
    var lines = $"{metrics}".Split('\n').Count(line => line.StartsWith('('));
    return $"{metrics.Overall.Images} images, {lines == metrics.Classes.Count(c => c.Images > 0)}, {lines < metrics.Classes.Count}";
});

// ML.NET's own steps
Ask("Cache", () => string.Join(",", ml.Data.Cache(Images()).Schema.Select(c => c.Name).Where(n => n is "Image" or "ImagePath"))
    + "; cached images read: " + Tries(() => Count(telea.Fit(rows).Transform(ml.Data.Cache(rows)))));
Ask("ShuffleRows", () => Pairs(ml.Data.ShuffleRows(rows, seed: 1)));
Ask("ToList", () =>
{
    using var model = telea.Fit(rows);
    var kept = model.Transform(rows).GetColumn<MLImage>("Output").ToList();
    var disposed = kept.Count(image => Fails(() => _ = image.Pixels.Length) == "Object is disposed.");
    var objects = ml.Data.CreateEnumerable<Filled>(model.Transform(rows), reuseRowObject: false).ToList();
    var gone = objects.Count(row => Fails(() => _ = row.Output!.Pixels.Length) == "Object is disposed.");
    return $"{disposed} of {kept.Count} disposed, of objects {gone}";
});
Ask("CustomMapping behind", () =>
{
    var measure = ml.Transforms.CustomMapping<Filled, Measured>((from, to) => to.Width = from.Output!.Width, null);
    using var model = telea.Fit(rows);
    var filled = model.Transform(rows);
    return $"in a chain {Fails(() => telea.Append(measure).Fit(rows)).Split(" (")[0]}; fitted by itself "
        + string.Join(",", measure.Fit(filled).Transform(filled).GetColumn<int>("Width"));
});
Ask("CrossValidationSplit", () => string.Join(",", ml.Data.CrossValidationSplit(rows, numberOfFolds: 2)
    .Select(fold => Count(telea.Fit(fold.TrainSet).Transform(fold.TestSet)) > 0)));
Ask("Save and Load", () =>
{
    using var model = telea.Fit(rows);
    ml.Model.Save(model, rows.Schema, "saved.zip");
    return Pairs(rows, new MLContext().Inpainting().Load("saved.zip"));
});
Ask("PredictionEngine", () =>
{
    using var engine = ml.Model.CreatePredictionEngine<Row, Filled>(telea.Fit(rows));
    using var image = engine.Predict(files[3]).Output!;
    return $"{image.Width}×{image.Height}";
});
Ask("ConvertToOnnx", () => Fails(() =>
{
    using var stream = new MemoryStream();
    ml.Model.ConvertToOnnx(network.Fit(rows), rows, stream);
}).Split('.')[0]);
Ask("OnnxExport", () =>
{
    OnnxExport.Save(InpaintingModel.BuiltInWeights(), "network.onnx");
    return new FileInfo("network.onnx").Length > 1_000_000 ? "written" : "empty";
});

static void Ask(string name, Func<string> answer)
{
    try
    {
        Console.WriteLine($"{name}: {answer().ReplaceLineEndings(" ")}");
    }
    catch (Exception e)
    {
        Console.WriteLine($"{name}: {e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}");
    }
}

static RgbImage ImageOf(int i)
{
    var image = new RgbImage(64 + 8 * i, 48);
    for (var at = 0; at < image.Pixels.Length; at++)
    {
        image.Pixels[at] = (byte)(at * (i + 1) / 5 + 40 * i);
    }

    return image;
}

static Mask MaskOf(int i) => new IrregularMaskGenerator(new() { Width = 64 + 8 * i, Height = 48 }).Generate(i);

// Whether each row's output has its own known pixels.
string Pairs(IDataView source, ITransformer? model = null)
{
    var (right, all) = (0, 0);
    foreach (var row in ml.Data.CreateEnumerable<FilledRow>((model ?? telea.Fit(rows)).Transform(source), reuseRowObject: false))
    {
        var (image, mask, output) = (ImageOf(row.Number), MaskOf(row.Number), row.Output!.ToRgbImage());
        all++;
        right += output.Size == image.Size && Enumerable.Range(0, mask.Size.Area).All(i => mask.Valid[i] == 0
            || output.Pixels.AsSpan(3 * i, 3).SequenceEqual(image.Pixels.AsSpan(3 * i, 3))) ? 1 : 0;
    }

    return $"{right} of {all} right";
}

IDataView Images() => ml.Transforms.LoadImages("Image", null, "ImagePath").Fit(rows).Transform(rows);

void Fill<T>(IEstimator<ITransformer> step, T row) where T : class
{
    var view = ml.Data.LoadFromEnumerable([row]);
    foreach (var filled in ml.Data.CreateEnumerable<Filled>(step.Fit(view).Transform(view), reuseRowObject: false))
    {
        filled.Output!.Dispose();
    }
}

int Count(IDataView view) => ml.Data.CreateEnumerable<Filled>(view, reuseRowObject: false).Count(row => row.Output is not null);

string Masks(int contextSeed, int? seed)
{
    var context = new MLContext(contextSeed);
    var view = context.Transforms.GenerateIrregularMasks("Mask", "ImagePath", seed: seed).Fit(rows).Transform(rows);
    return string.Join(",", context.Data.CreateEnumerable<Drawn>(view, reuseRowObject: false)
        .Select(row => Convert.ToHexString(row.Mask!.ToRgbImage().Pixels)));
}

static IEnumerable<Row> Drain(Queue<Row> queue)
{
    while (queue.TryDequeue(out var row))
    {
        yield return row;
    }
}

static IEnumerable<Row> Changing(Func<IEnumerable<Row>> pass)
{
    foreach (var row in pass())
    {
        yield return row;
    }
}

static string Fails(Action work)
{
    try
    {
        work();
        return "nothing failed";
    }
    catch (Exception e)
    {
        for (; e.InnerException is { } inner && e is not InvalidOperationException and not ArgumentException; e = inner)
        {
        }

        return e.Message;
    }
}

static string Tries(Func<int> work)
{
    try
    {
        return $"{work()}";
    }
    catch (Exception e)
    {
        return e.Message;
    }
}

// A JPEG file whose EXIF says that it is to be turned by 90°.
static byte[] Turned(byte[] jpeg) =>
[
    .. jpeg.AsSpan(0, 2), 0xFF, 0xE1, 0, 34, .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    .. jpeg.AsSpan(2),
];

sealed class Row
{
    public int Number { get; set; }
    public string ImagePath { get; set; } = "";
    public string MaskPath { get; set; } = "";
}

sealed class FilledRow
{
    public int Number { get; set; }
    [AnySizeImage] public MLImage? Output { get; set; }
}

sealed class Filled { [AnySizeImage] public MLImage? Output { get; set; } }
sealed class Picture { [AnySizeImage] public MLImage? Image { get; set; } }
sealed class Drawn { [AnySizeImage] public MLImage? Mask { get; set; } }
sealed class Measured { public int Width { get; set; } }

sealed class Vectors
{
    [VectorType(3, 48, 64)] public float[] Floats { get; set; } = [];
    public string MaskPath { get; set; } = "";
}

sealed class Pixels
{
    [VectorType(3, 48, 64)] public byte[] Bytes { get; set; } = [];
    public string MaskPath { get; set; } = "";
}
