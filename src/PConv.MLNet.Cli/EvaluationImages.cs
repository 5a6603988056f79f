using PConv.MLNet.Core;

namespace PConv.MLNet.Cli;

/// <summary>The pictures below a folder, named by their paths below it: wherever the folder lies, a picture gets the same masks.</summary>
sealed class EvaluationImages : IImageSource
{
    readonly string folder;
    readonly FolderImages images;

    /// <summary>Lists the folder once.</summary>
    /// <param name="folder">The folder, with its sub-folders.</param>
    /// <param name="output">The evaluation's own folder, whose pictures do not count; null if it has none.</param>
    public EvaluationImages(string folder, string? output)
    {
        (this.folder, images) = (folder, new(folder));
        if (Directory.Exists(output) && FolderListing.Files(output, recursive: true).Any())
        {
            images = images.Without(new(output));
        }
    }

    public int Count => images.Count;

    public string NameOf(int index) => Path.GetRelativePath(folder, images.NameOf(index)).Replace('\\', '/');

    public RgbImage Read(int index) => images.Read(index);
}
