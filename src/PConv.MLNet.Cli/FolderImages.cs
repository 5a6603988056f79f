using PConv.MLNet.Core;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli;

/// <summary>The pictures below a folder, in a fixed order.</summary>
sealed class FolderImages : IImageSource
{
    readonly string[] files;

    /// <summary>Lists the folder once.</summary>
    public FolderImages(string folder) => files = List(folder, recursive: true);

    FolderImages(IEnumerable<string> files) => this.files = [.. files];

    public int Count => files.Length;

    public string NameOf(int index) => files[index];

    public RgbImage Read(int index) => ImageFile.ReadRgb(files[index]);

    /// <summary>The same pictures without those of another folder, which may lie within this one.</summary>
    public FolderImages Without(FolderImages others)
    {
        var left = others.files.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        return new(files.Where(file => !left.Contains(Path.GetFullPath(file))));
    }

    /// <summary>Holds pictures of a folder back, by a hash of seed and name: as <c>mlContext.Data.LoadInpaintingFolder</c> does.</summary>
    /// <param name="folder">The folder, with its sub-folders.</param>
    /// <param name="share">Share to hold back, (0, 1).</param>
    /// <param name="seed">Another seed, another split.</param>
    /// <exception cref="ArgumentException">One side is left without pictures.</exception>
    public static (FolderImages Training, FolderImages Validation) Split(string folder, double share, int seed)
    {
        var sides = Listed(folder, new() { Recursive = true, ValidationFraction = share, TestFraction = 0, Seed = seed })
            .ToLookup(picture => picture.Subset == InpaintingSubset.Validation, picture => picture.File);
        return share is > 0 and < 1 && sides.Count == 2
            ? (new(sides[false]), new(sides[true]))
            : throw new ArgumentException(FormattableString.Invariant(
                $"--validation-share {share} of '{folder}' leaves {sides[false].Count()} pictures to train on and {sides[true].Count()} to validate on. Take a share between 0 and 1 that leaves some on both sides, or --validation."));
    }

    /// <summary>Paths of the pictures in a folder, sorted; those whose names begin with a dot are left out.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It holds no picture.</exception>
    public static string[] List(string folder, bool recursive) => [.. Listed(folder, new() { Recursive = recursive }).Select(picture => picture.File)];

    static IEnumerable<(string File, InpaintingSubset Subset)> Listed(string folder, InpaintingFolderOptions options) =>
        new FolderListing(folder, options).Read().Select(picture => (Path.Combine(folder, picture.Path), picture.Subset));
}
