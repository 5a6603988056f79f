using PConv.MLNet.Core;

namespace PConv.MLNet.Cli;

/// <summary>The pictures below a folder, named by their paths below it: wherever the folder lies, a picture gets the same masks.</summary>
sealed class EvaluationImages(string folder) : IImageSource
{
    readonly FolderImages images = new(folder);

    public int Count => images.Count;

    public string NameOf(int index) => Path.GetRelativePath(folder, images.NameOf(index)).Replace('\\', '/');

    public RgbImage Read(int index) => images.Read(index);
}
