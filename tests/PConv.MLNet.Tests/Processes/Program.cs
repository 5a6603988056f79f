using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Jobs that only a process of their own can show.</summary>
static class Program
{
    /// <summary><c>load PIPELINE IMAGE MASK</c>, <c>load-batched ...</c>, <c>stream MODEL ROWS SIDE</c> and <c>predict MODEL IMAGE MASK
    /// TIMES</c>.</summary>
    public static void Main(string[] arguments) => Console.WriteLine(arguments switch
    {
        ["load", var pipeline, var image, var mask] => Fill(new MLContext().Model.Load(pipeline, out _), image, mask),
        ["load-batched", var pipeline, var image, var mask] => Fill(new MLContext().Inpainting().Load(pipeline), image, mask),
        ["stream", var model, var rows, var side] =>
            Stream(model, int.Parse(rows, CultureInfo.InvariantCulture), int.Parse(side, CultureInfo.InvariantCulture)),
        ["predict", var model, var image, var mask, var times] =>
            Predict(model, new() { ImagePath = image, MaskPath = mask }, int.Parse(times, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"'{string.Join(' ', arguments)}' is no job."),
    });

    /// <summary>The network's fill as it is: thousands of them in little time.</summary>
    static PartialConvInpaintingOptions Faithful(string model) =>
        new()
        {
            OutputColumnName = "Output",
            ImageColumnName = "Image",
            MaskColumnName = "Mask",
            ModelFile = model,
            Scoring = new() { Style = InpaintingStyle.Faithful },
        };

    /// <summary>The hash of the filled pixels.</summary>
    public static string Hash(RgbImage image) => Convert.ToHexString(SHA256.HashData(image.Pixels));

    static string Fill(ITransformer pipeline, string image, string mask)
    {
        var rows = new MLContext().Data.LoadFromEnumerable([new FileRow { ImagePath = image, MaskPath = mask }]);
        return Hash(Workbench.Read(pipeline.Transform(rows)).Single()!);
    }

    /// <summary>Resident MiB after a tenth of the rows and after all of them, and the number of images still alive.</summary>
    static string Stream(string model, int count, int side)
    {
        var image = new RgbImage(side, side);
        Random.Shared.NextBytes(image.Pixels);
        var generator = new IrregularMaskGenerator(new() { Width = side, Height = side });
        var rows = new MadeImages(count, row => (image, generator.Generate(row % 7)));
        using var transformer = new MLContext().Transforms.InpaintPartialConv(Faithful(model)).Fit(rows);
        var view = transformer.Transform(rows);
        var given = new List<MLImage>();
        long early = 0;
        using (var cursor = view.GetRowCursor([view.Schema["Output"]]))
        {
            var get = cursor.GetGetter<MLImage?>(view.Schema["Output"]);
            MLImage? output = null;
            while (cursor.MoveNext())
            {
                get(ref output);
                given.Add(output!);
                if (cursor.Position + 1 == count / 10)
                {
                    early = Resident();
                }
            }

            output!.Dispose();
        }

        var late = Resident();
        var twice = given.Count - given.Distinct<MLImage>(ReferenceEqualityComparer.Instance).Count();
        var alive = given.Concat(rows.Made).Count(i => !MadeImages.IsDisposed(i));
        return $"{early} {late} {twice} {alive}";
    }

    /// <summary>Resident MiB after a tenth of the predictions, after all of them, and the number of outputs still alive.</summary>
    static string Predict(string model, FileRow row, int times)
    {
        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable([row]);
        var pipeline = ml.Transforms.LoadImages("Image", null, "ImagePath").Append(ml.Transforms.LoadImages("Mask", null, "MaskPath"))
            .Append(ml.Transforms.InpaintPartialConv(Faithful(model)));
        var given = new List<MLImage>();
        long early = 0, late;
        using (var engine = ml.Model.CreatePredictionEngine<FileRow, FilledRow>(pipeline.Fit(rows)))
        {
            for (var i = 1; i <= times; i++)
            {
                given.Add(engine.Predict(row).Output!);
                early = i == times / 10 ? Resident() : early;
            }

            late = Resident();
        }

        return $"{early} {late} {given.Count(image => !MadeImages.IsDisposed(image))}";
    }

    static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }
}
