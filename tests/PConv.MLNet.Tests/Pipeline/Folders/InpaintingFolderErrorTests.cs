using System.Globalization;
using Microsoft.ML;

namespace PConv.MLNet.Tests;

/// <summary>What is wrong with a folder, a list or the options, in words.</summary>
public sealed class InpaintingFolderErrorTests : IDisposable
{
    readonly FolderTree tree = new FolderTree().Images("a.png", "b.png");

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Load_OfAMissingFolder_SaysSo() => Assert.Equal("There is no folder 'nowhere'. Check the path.",
        Assert.Throws<DirectoryNotFoundException>(() => tree.ML.Data.LoadInpaintingFolder("nowhere")).Message);

    [Fact]
    public void Load_OfAFolderWithoutImages_SaysWhatIsRead()
    {
        Directory.CreateDirectory(tree["empty/deeper"]);
        File.Copy(tree["a.png"], tree["empty/deeper/a.png"]);

        var e = Assert.Throws<InvalidDataException>(() => tree.ML.Data.LoadInpaintingFolder(tree["empty"], new() { Recursive = false }));

        Assert.Equal(
            $"'{tree["empty"]}' holds no image (.jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff) of its own; take its folders too " +
            $"(recursive).", e.Message);
    }

    [Theory]
    [InlineData("a.png", "a.png")]
    [InlineData("a.png 3", "a.png 3")]
    [InlineData("a.png train", "a.png train")]
    public void SplitFile_WithALineOfAnotherForm_SaysLineTextAndForm(string line, string text) => Assert.Equal(
        $"ROOT/split.txt, line 3: '{text}' is not an image's name and 0 (train), 1 (validation) or 2 (test), as in '000001.jpg 0'.",
        tree.Text("split.txt", "b.png 0", "", line).ErrorOf<InvalidDataException>(new() { SplitFile = "split.txt" }));

    [Fact]
    public void List_WithALineOfAnotherForm_SaysLineTextAndForm() => Assert.Equal(
        "ROOT/train.txt, line 2: 'airfield = 0' is not an image's path or a path and a label, as in 'a/airfield/00000001.jpg 0'.",
        tree.Text("train.txt", "a.png 0", "airfield = 0").ErrorOf<InvalidDataException>(new() { TrainList = "train.txt" }));

    [Fact]
    public void List_ThatNamesAImageTwice_SaysWhere() => Assert.Equal(
        "ROOT/train.txt, line 3: 'a.png' is named for the second time. Remove one of the lines.",
        tree.Text("train.txt", "a.png 0", "b.png 0", "/a.png 1").ErrorOf<InvalidDataException>(new() { TrainList = "train.txt" }));

    [Fact]
    public void Lists_ThatShareAImage_NameIt() => Assert.Equal(
        "'a.png' is in the lists of two subsets, Train and Test. Remove it from one.",
        tree.Text("train.txt", "a.png", "b.png").Text("test.txt", "a.png")
        .ErrorOf<InvalidDataException>(new() { TrainList = "train.txt", TestList = "test.txt" }));

    [Fact]
    public void List_WithImagesThatAreMissing_NamesTheFirst() => Assert.Equal(
        "ROOT/train.txt names 7 of 8 images that are not in 'ROOT': 0.png, 1.png, 2.png, 3.png, 4.png and 2 more. Complete the folder, " +
        "or take the list that belongs to it.",
        tree.Text("train.txt", [.. Enumerable.Range(0, 7).Select(i => $"{i}.png {i}"), "a.png 0"])
        .ErrorOf<InvalidDataException>(new() { TrainList = "train.txt" }));

    [Fact]
    public void List_ThatIsMissing_SaysWhereItWasLookedFor() => Assert.Equal(
        "There is no file 'train.txt', neither in 'ROOT' nor as a path. Check the name.",
        tree.ErrorOf<FileNotFoundException>(new() { TrainList = "train.txt" }));

    [Fact]
    public void Mapping_WithALineOfAnotherForm_SaysLineAndText() => Assert.Equal(
        "ROOT/CelebA-HQ-to-CelebA-mapping.txt, line 3: '0 7 8.jpg' is not a number that was not there before, the original's number and " +
        "the original's name, as in '0 119613 119614.jpg'.",
        tree.Text("CelebA-HQ-to-CelebA-mapping.txt", "idx orig_idx orig_file", "0 119613 119614.jpg", "0 7 8.jpg")
        .Text("split.txt", "119614.jpg 0")
            .ErrorOf<InvalidDataException>(new() { Layout = InpaintingFolderLayout.CelebAHQ, SplitFile = "split.txt" }));

    [Fact]
    public void Mapping_WithoutAImage_NamesIt() => Assert.Equal(
        "'a.png' has no original in CelebA-HQ-to-CelebA-mapping.txt that ROOT/split.txt names. Take the mapping and the split file that " +
        "belong to the images.",
        tree.Text("CelebA-HQ-to-CelebA-mapping.txt", "idx orig_idx orig_file").Text("split.txt", "119614.jpg 0")
            .ErrorOf<InvalidDataException>(new() { Layout = InpaintingFolderLayout.CelebAHQ, SplitFile = "split.txt" }));

    [Theory]
    [InlineData(.6, .5)]
    [InlineData(-.1, .1)]
    [InlineData(double.NaN, .1)]
    public void Fractions_ThatAreNoShares_AreRefused(double validation, double test) => Assert.Equal(
        string.Create(CultureInfo.InvariantCulture,
            $"ValidationFraction {validation} and TestFraction {test} are no shares of one whole. Take two from 0 to 1 that leave room " +
            $"for training, as 0.1 and 0.1."),
        tree.ErrorOf<ArgumentException>(new() { ValidationFraction = validation, TestFraction = test }));

    [Fact]
    public void SplitFileAndList_Together_AreRefused() => Assert.Equal(
        "Both SplitFile and ValidationList are set. Give one file for all subsets or a list for each.",
        tree.ErrorOf<ArgumentException>(new() { SplitFile = "split.txt", ValidationList = "val.txt" }));

    [Fact]
    public void SkipImagesWithoutMask_WithoutMasks_IsRefused() => Assert.Equal(
        "SkipImagesWithoutMask is set but Masks is not. Name the mask folder.",
        tree.ErrorOf<ArgumentException>(new() { SkipImagesWithoutMask = true }));

    [Fact]
    public void Views_OfOneSubset_AreRefused() => Assert.Equal(
        "Subset is Test, but views of all subsets are asked for. Leave it out, or call LoadInpaintingFolder.",
        Assert.Throws<ArgumentException>(() =>
            tree.ML.Data.LoadInpaintingFolderViews(tree.Root, new() { Subset = InpaintingSubset.Test })).Message);
}
