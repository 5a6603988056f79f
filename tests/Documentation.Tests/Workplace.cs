using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace Documentation.Tests;

/// <summary>A temporary folder with photos/photo.jpg and photos/mask.png, in which documents' code runs as a reader would run it.</summary>
sealed class Workplace : IDisposable
{
    readonly string before = Directory.GetCurrentDirectory();

    public Workplace()
    {
        Folder = Directory.CreateTempSubdirectory("pconv").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "photos"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "photos", "tulips.jpg"), PathOf("photos/photo.jpg"));
        var photo = ImageFile.ReadRgb(PathOf("photos/photo.jpg"));
        Mask = new IrregularMaskGenerator(new() { Width = photo.Width, Height = photo.Height }).Generate(0);
        ImageFile.Write(Mask.ToImage(), PathOf("photos/mask.png"));
        Directory.SetCurrentDirectory(Folder);
    }

    public string Folder { get; }

    public Mask Mask { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Adds what a guide works on: a translucent photos/cutout.png, twenty images of 160×128, a data set of Places2's layout, and
    /// a training of two steps.</summary>
    public void AddDataSets()
    {
        var image = ImageFile.ReadRgb(PathOf("photos/photo.jpg"));
        using var cutout = MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32,
            [.. Enumerable.Range(0, image.Size.Area)
                .SelectMany(i => Mask.Valid[i] == 0 ? new byte[4] : [.. image.Pixels.AsSpan(3 * i, 3), byte.MaxValue])]);
        cutout.Save(PathOf("photos/cutout.png"));
        string[] files =
            [.. Enumerable.Range(0, 20).Select(i => $"images/{i:D2}.png"), "places2/data_large/a/airfield/1.png", "places2/val_large/1.png",
                "places2/test_large/1.png"];
        foreach (var (index, file) in files.Index())
        {
            ImageFile.Write(Crop(image, new(160, 128), seed: index), PathOf(file));
        }

        File.WriteAllText(PathOf("training.json"), """{ "steps": 2, "batchSize": 2, "size": 128, "threads": 1 }""");
    }

    /// <summary>Runs pieces of C# one after the other in one state; gives the last piece's value.</summary>
    public static Task<object?> Run(params string[] pieces) => Run(pieces, _ => true);

    /// <summary>Runs those pieces that can be run here, and compiles the others behind what has run.</summary>
    public static async Task<object?> Run(IEnumerable<string> pieces, Func<string, bool> canRun)
    {
        var state = await CSharpScript.RunAsync("", Reader.Options);
        Script compiled = state.Script;
        foreach (var piece in pieces)
        {
            if (canRun(piece))
            {
                state = await state.ContinueWithAsync(piece, Reader.Options);
                compiled = state.Script;
            }
            else
            {
                compiled = compiled.ContinueWith(piece, Reader.Options);
                Assert.Empty(compiled.Compile().Where(d => d.Severity == DiagnosticSeverity.Error));
            }
        }

        return state.ReturnValue;
    }

    static RgbImage Crop(RgbImage image, ImageSize size, int seed)
    {
        var random = new Random(seed);
        var (left, top) = (random.Next(image.Width - size.Width), random.Next(image.Height - size.Height));
        return new(size.Width, size.Height,
            [.. Enumerable.Range(top, size.Height)
                .SelectMany(y => image.Pixels.Skip(RgbImage.Channels * (y * image.Width + left)).Take(RgbImage.Channels * size.Width))]);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        Directory.Delete(Folder, recursive: true);
    }
}
