using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet;
using PConv.MLNet.Baselines;
using PConv.MLNet.Core;

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
        using var photo = ImageFile.Read(PathOf("photos/photo.jpg"));
        Mask = new IrregularMaskGenerator(new() { Width = photo.Width, Height = photo.Height }).Generate(0);
        using var mask = Mask.ToImage().ToMLImage();
        ImageFile.Write(mask, PathOf("photos/mask.png"));
        Directory.SetCurrentDirectory(Folder);
    }

    public string Folder { get; }

    public Mask Mask { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Runs pieces of C# one after the other in one state; gives the last piece's value.</summary>
    public static async Task<object?> Run(params string[] pieces)
    {
        var options = ScriptOptions.Default
            .WithReferences(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && a.Location.Length > 0))
            .AddReferences(typeof(MLContext).Assembly, typeof(MLImage).Assembly, typeof(IDataView).Assembly, typeof(ImageFile).Assembly, typeof(RgbImage).Assembly, typeof(HarmonicFill).Assembly)
            .WithImports("System", "System.IO", "System.Linq", "System.Collections.Generic");
        var state = await CSharpScript.RunAsync("", options);
        foreach (var piece in pieces)
        {
            state = await state.ContinueWithAsync(piece, options);
        }

        return state.ReturnValue;
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        Directory.Delete(Folder, recursive: true);
    }
}
