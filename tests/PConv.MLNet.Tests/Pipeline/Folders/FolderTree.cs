using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>A small fabricated folder, and what reads its views.</summary>
sealed class FolderTree : IDisposable
{
    readonly TemporaryFolder folder = new();

    public MLContext ML { get; } = new(seed: 1);

    public string Root => folder.Path;

    public string this[string path] => Path.Combine(Root, path);

    /// <summary>Writes images, each another one; the codecs go by content, not by extension.</summary>
    public FolderTree Images(params string[] paths)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(this[paths[i]])!);
            PngFile.Write(this[paths[i]], Samples.Image(8, 6, paths[i].Length + i));
        }

        return this;
    }

    public FolderTree Mask(string path, Mask mask)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        PngFile.Write(this[path], mask);
        return this;
    }

    public FolderTree Text(string path, params string[] lines)
    {
        File.WriteAllLines(this[path], lines);
        return this;
    }

    public IDataView Load(InpaintingFolderOptions? options = null) => ML.Data.LoadInpaintingFolder(Root, options);

    /// <summary>Message of the error that loading ends in, with the folder's path written as ROOT.</summary>
    public string ErrorOf<TException>(InpaintingFolderOptions options) where TException : Exception =>
        Assert.Throws<TException>(() => Load(options)).Message.Replace(Root, "ROOT");

    /// <summary>Image and subset of each row, as in "a.png Train".</summary>
    public string[] Rows(IDataView view) => [.. Paths(view).Zip(view.GetColumn<string>("Split"), (path, split) => $"{path} {split}")];

    public string[] Rows(InpaintingFolderOptions options) => Rows(Load(options));

    /// <summary>Paths below the root.</summary>
    public string[] Paths(IDataView view, string column = "ImagePath") =>
        [.. view.GetColumn<string>(column).Select(path => Path.GetRelativePath(Root, path))];

    public void Dispose() => folder.Dispose();
}
