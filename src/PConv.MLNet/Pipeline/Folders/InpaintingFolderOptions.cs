namespace PConv.MLNet;

/// <summary>Layout, split and masks of <c>mlContext.Data.LoadInpaintingFolder</c>.</summary>
public sealed record InpaintingFolderOptions
{
    /// <summary>How the folder is arranged; any tree by default.</summary>
    public InpaintingFolderLayout Layout { get; init; } = InpaintingFolderLayout.Flat;

    /// <summary>Whether to include sub-folders, true by default. Class folders are always included.</summary>
    public bool Recursive { get; init; } = true;

    /// <summary>Rows of one subset only; null, the default, for all.</summary>
    public InpaintingSubset? Subset { get; init; }

    /// <summary>Share of images for validation if neither layout nor lists define the split, [0, 1]. 0.1 by default.</summary>
    public double ValidationFraction { get; init; } = .1;

    /// <summary>Share of images for testing if neither layout nor lists define the split, [0, 1]. 0.1 by default; the rest is the training
    /// set.</summary>
    public double TestFraction { get; init; } = .1;

    /// <summary>Seed of the split by <see cref="ValidationFraction"/> and <see cref="TestFraction"/>. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>A file whose lines name an image and 0 (train), 1 (validation) or 2 (test), as CelebA's list_eval_partition.txt; null by
    /// default. Only images it names are loaded.</summary>
    /// <remarks>This file and the lists are paths, or names within the folder.</remarks>
    public string? SplitFile { get; init; }

    /// <summary>A file whose lines name the images to train on, with or without a label, as ImageNet's train.txt or Places2's
    /// places365_train_standard.txt; null by default.</summary>
    /// <remarks>With any list, only images named by a list are loaded.</remarks>
    public string? TrainList { get; init; }

    /// <summary>The list of images to validate on, as ImageNet's val.txt or Places2's places365_val.txt; null by default.</summary>
    public string? ValidationList { get; init; }

    /// <summary>The list of images to test on; null by default.</summary>
    public string? TestList { get; init; }

    /// <summary>A mask for all images, or a folder with one for each: of the image's name, or of its name and <c>_mask</c> or
    /// <c>-mask</c>, optionally followed by a number, such as <c>a_mask001.png</c>. Null, the default, for none.</summary>
    /// <remarks>It may be the image folder itself, where masks need such a suffix, or a folder inside or above it. Masks are not listed as
    /// images, and images are not used as masks.</remarks>
    public string? Masks { get; init; }

    /// <summary>Whether to skip images without a mask; by default they are an error.</summary>
    public bool SkipImagesWithoutMask { get; init; }

    /// <summary>The lists that are given.</summary>
    internal IEnumerable<(InpaintingSubset Subset, string File)> Lists =>
        from list
        in new[] { (InpaintingSubset.Train, TrainList), (InpaintingSubset.Validation, ValidationList), (InpaintingSubset.Test, TestList) }
        where list.Item2 is not null
        select (list.Item1, list.Item2);

    internal void Validate()
    {
        if (!(ValidationFraction >= 0 && TestFraction >= 0 && ValidationFraction + TestFraction <= 1))
        {
            throw new ArgumentException(
                $"ValidationFraction {ValidationFraction} and TestFraction {TestFraction} are no shares of one whole. Take two from 0 to " +
                $"1 that leave room for training, as 0.1 and 0.1.");
        }

        if (SplitFile is not null && Lists.Any())
        {
            throw new ArgumentException(
                $"Both SplitFile and {Lists.First().Subset}List are set. Give one file for all subsets or a list for each.");
        }

        if (SkipImagesWithoutMask && Masks is null)
        {
            throw new ArgumentException("SkipImagesWithoutMask is set but Masks is not. Name the mask folder.");
        }
    }
}
