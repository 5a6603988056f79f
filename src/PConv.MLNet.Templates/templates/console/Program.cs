using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet;

if (args is not [var photo, var mask, var output])
{
    Console.Error.WriteLine("Use: dotnet run -- photo.jpg mask.png filled.png (white in the mask means hole, black stays)");
    return 2;
}

var ml = new MLContext();
var rows = ml.Data.LoadFromEnumerable(new[] { new Photo { ImagePath = photo, MaskPath = mask } });
var pipeline = ml.Transforms.InpaintPartialConv("Output", "ImagePath", "MaskPath"); // a model of your own: a fourth argument, "my.onnx"
foreach (var row in ml.Data.CreateEnumerable<Filled>(pipeline.Fit(rows).Transform(rows), reuseRowObject: false))
{
    row.Output!.Save(output);
    Console.WriteLine($"Wrote {output}");
}

return 0;

sealed class Photo
{
    public string ImagePath { get; set; } = "";

    public string MaskPath { get; set; } = "";
}

sealed class Filled
{
    [AnySizeImage]
    public MLImage? Output { get; set; }
}
