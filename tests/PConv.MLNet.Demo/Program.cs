using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet;
using PConv.MLNet.Classical;
using PConv.MLNet.Demo;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

// Fills sample photographs through an ML.NET pipeline, beside the harmonic fill, and leaves images: masked | filled | original.
var output = args.Length > 0 ? args[0] : "demo";
var photos = Path.Combine(AppContext.BaseDirectory, "photos");
Sample[] samples =
[
    new("coral_reef.jpg", HoleRatioBucket.From01To10),
    new("petra.jpg", HoleRatioBucket.From10To20),
    new("bison.jpg", HoleRatioBucket.From20To30),
    new("kingfisher.jpg", HoleRatioBucket.From30To40),
    new("tulips.jpg", HoleRatioBucket.From40To50),
    new("pont_du_gard.jpg", HoleRatioBucket.From20To30, Border: 50),
];
var rows = samples.Select((sample, i) => sample.WriteMask(photos, Path.Combine(output, "masks"), seed: i)).ToArray();

var ml = new MLContext(seed: 0);
var pipeline = ml.Transforms.LoadImages("Image", photos, "ImagePath")
    .Append(ml.Transforms.LoadImages("Mask", null, "MaskPath"))
    .Append(ml.Transforms.InpaintPartialConv("Output", "Image", "Mask"));
using var model = pipeline.Fit(ml.Data.LoadFromEnumerable(rows));
using var engine = ml.Model.CreatePredictionEngine<PhotoRow, FilledRow>(model, new PredictionEngineOptions { OwnsTransformer = false });
using var faithful = OnnxInpainter.BuiltIn(new() { Style = InpaintingStyle.Faithful });
engine.Predict(rows[0]); // the first call warms up

Console.WriteLine($"{"photograph",-18} {"size",9} {"hole %",6} {"method",-9} {"L1 %",6} {"PSNR dB",8} {"SSIM",7} {"ms",6}");
foreach (var row in rows)
{
    var (original, mask) = (ImageFile.ReadRgb(Path.Combine(photos, row.ImagePath)), Mask.Read(row.MaskPath));

    var clock = Stopwatch.StartNew();
    var filled = engine.Predict(row).Output!.ToRgbImage();
    Print("natural", filled, clock.Elapsed);

    clock.Restart();
    Print("faithful", faithful.Inpaint(original, mask), clock.Elapsed);

    clock.Restart();
    Print("harmonic", ClassicalMethod.Harmonic.ToInpainter().Inpaint(original, mask), clock.Elapsed);

    ImageFile.Write(RgbImage.Row(Composite.WithWhiteHoles(original, mask), filled, original),
        Path.Combine(output, Path.ChangeExtension(row.ImagePath, ".png")));

    void Print(string method, RgbImage result, TimeSpan time) => Console.WriteLine(
        $"{row.ImagePath,-18} {original.Size,9} {100 * mask.HoleRatio,6:F1} {method,-9} {ImageMetrics.L1Percent(original, result),6:F2} " +
        $"{ImageMetrics.Psnr(original, result),8:F2} {ImageMetrics.Ssim(original, result),7:F4} {time.TotalMilliseconds,6:F0}");
}

var shown = new BeforeAfter(AppContext.BaseDirectory); // docs/images
ImageFile.Write(shown.MakeReadme(), Path.Combine(output, "before-after.jpg"));
ImageFile.Write(shown.MakeGallery(), Path.Combine(output, "gallery.jpg"));
Console.WriteLine($"Images (masked | filled | original) are in {output}. The time of natural includes reading both files.");
