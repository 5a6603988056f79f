using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet.Tests;

/// <summary>Splits by hash, and the folders and lists of the data sets' layouts.</summary>
public sealed class InpaintingFolderSplitTests : IDisposable
{
    readonly FolderTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Split_ByHash_KeepsToTheFractions()
    {
        Many(400);

        var views = tree.ML.Data.LoadInpaintingFolderViews(tree.Root, new() { ValidationFraction = .25, TestFraction = .15 });

        Assert.Equal(400, views.Train.GetRowCount() + views.Validation.GetRowCount() + views.Test.GetRowCount());
        Assert.InRange(views.Validation.GetRowCount()!.Value, 70, 130); // 100, within 3.5 standard deviations
        Assert.InRange(views.Test.GetRowCount()!.Value, 35, 85); // 60
        Assert.All(views.Test.GetColumn<string>("Split"), split => Assert.Equal("Test", split));
    }

    [Fact]
    public void Split_ByHash_StaysWhenImagesComeAndGo()
    {
        Many(60);
        var before = tree.Rows(tree.Load());
        File.Delete(tree["00.png"]);
        tree.Images("30a.png");

        Assert.Equal(before.Skip(1), tree.Rows(tree.Load()).Where(row => !row.StartsWith("30a.png", StringComparison.Ordinal)));
    }

    [Fact]
    public void Split_ByAnotherSeed_IsAnotherSplit()
    {
        Many(60);

        Assert.Equal(tree.Rows(new InpaintingFolderOptions { Seed = 3 }), tree.Rows(new InpaintingFolderOptions { Seed = 3 }));
        Assert.NotEqual(tree.Rows(new InpaintingFolderOptions()), tree.Rows(new InpaintingFolderOptions { Seed = 3 }));
    }

    [Fact]
    public void Split_WithFractionsOfZero_IsAllForTraining() =>
        Assert.Equal(["a.png Train"], tree.Images("a.png")
            .Rows(new InpaintingFolderOptions { ValidationFraction = 0, TestFraction = 0 }));

    [Fact]
    public void Subset_WithoutImages_SaysHowManyAreWhere() => Assert.Equal(
        "No image of 'ROOT' is for Test: there are Train 1, Validation 0, Test 0. Load another subset, or set another fraction.",
        tree.Images("a.png").ErrorOf<InvalidDataException>(new()
        {
            ValidationFraction = 0,
            TestFraction = 0,
            Subset = InpaintingSubset.Test,
        }));

    [Fact]
    public void ImageNet_ByItsFolders_HasSubsetsAndSynsets()
    {
        tree.Images("train/n01440764/a.JPEG", "train/n01443537/b.JPEG", "val/ILSVRC2012_val_00000001.JPEG", "test/n01440764/c.JPEG",
            "other/d.JPEG");

        var view = tree.Load(new() { Layout = InpaintingFolderLayout.ImageNet });

        Assert.Equal(
            ["test/n01440764/c.JPEG Test", "train/n01440764/a.JPEG Train", "train/n01443537/b.JPEG Train",
                "val/ILSVRC2012_val_00000001.JPEG Validation"], tree.Rows(view));
        Assert.Equal(["n01440764", "n01440764", "n01443537", ""], view.GetColumn<string>("Class"));
    }

    [Fact]
    public void ImageNet_ByItsLists_LoadsWhatTheyName()
    {
        tree.Images("train/n01440764/a.JPEG", "train/n01440764/b.JPEG", "val/v1.JPEG", "val/v2.JPEG")
            .Text("train.txt", "n01440764/b 0", "") // the challenge's lists leave the extension out
            .Text("val.txt", "v2.JPEG 65", "val/v1.JPEG\t970");

        var view = tree.Load(new() { Layout = InpaintingFolderLayout.ImageNet, TrainList = "train.txt", ValidationList = tree["val.txt"] });

        Assert.Equal(["train/n01440764/b.JPEG Train", "val/v1.JPEG Validation", "val/v2.JPEG Validation"], tree.Rows(view));
        Assert.Equal(["n01440764", "970", "65"], view.GetColumn<string>("Class"));
    }

    [Fact]
    public void Places2_ByItsFolders_TakesTheLargeOnes()
    {
        tree.Images("data_256/a/airfield/1.jpg", "data_large/a/airfield/2.jpg", "val_256/Places365_val_1.jpg",
            "test_256/Places365_test_1.jpg");

        var view = tree.Load(new() { Layout = InpaintingFolderLayout.Places2 });

        Assert.Equal(["data_large/a/airfield/2.jpg Train", "test_256/Places365_test_1.jpg Test", "val_256/Places365_val_1.jpg Validation"],
            tree.Rows(view));
        Assert.Equal(["a/airfield", "", ""], view.GetColumn<string>("Class"));
    }

    [Fact]
    public void Places2_ByItsLists_TakesLeadingSlashes()
    {
        tree.Images("data_256/a/airfield/1.jpg", "data_256/a/airfield/2.jpg", "val_256/Places365_val_1.jpg")
            .Text("places365_train_standard.txt", "/a/airfield/2.jpg 0").Text("places365_val.txt", "Places365_val_1.jpg 165");

        Assert.Equal(["data_256/a/airfield/2.jpg Train", "val_256/Places365_val_1.jpg Validation"], tree.Rows(new InpaintingFolderOptions
        {
            Layout = InpaintingFolderLayout.Places2,
            TrainList = "places365_train_standard.txt",
            ValidationList = "places365_val.txt",
        }));
    }

    [Theory]
    [InlineData(InpaintingFolderLayout.ImageNet, "train, val, test")]
    [InlineData(InpaintingFolderLayout.Places2, "data_large, data_256, val_large, val_256, test_large, test_256")]
    public void Layout_WhoseFoldersAreMissing_NamesThem(InpaintingFolderLayout layout, string folders) => Assert.Equal(
        $"'ROOT' has none of {layout}'s folders {folders}. Name the folder above them, or take the layout Flat.",
        tree.Images("a.png").ErrorOf<InvalidDataException>(new() { Layout = layout }));

    [Theory]
    [InlineData("CelebA-HQ-img/")]
    [InlineData("")]
    public void CelebAHQ_ByCelebAsSplit_FollowsTheOriginals(string folder)
    {
        tree.Images(folder + "0.jpg", folder + "1.jpg", folder + "00002.jpg") // some copies have leading zeros
            .Text("CelebA-HQ-to-CelebA-mapping.txt", "idx    orig_idx    orig_file", "0    119613    119614.jpg",
                "1    99094    099095.jpg", "2  200000 200001.jpg")
            .Text("list_eval_partition.txt", "000001.jpg 0", "099095.jpg 0", "119614.jpg 1", "200001.jpg 2");

        Assert.Equal(new[] { "0.jpg Validation", "00002.jpg Test", "1.jpg Train" }.Select(row => folder + row),
            tree.Rows(new InpaintingFolderOptions { Layout = InpaintingFolderLayout.CelebAHQ, SplitFile = "list_eval_partition.txt" }));
    }

    [Fact]
    public void CelebAHQ_WithoutTheMapping_TakesTheSplitsOwnNames() => Assert.Equal(["CelebA-HQ-img/1.jpg Test"],
        tree.Images("CelebA-HQ-img/0.jpg", "CelebA-HQ-img/1.jpg").Text("split.txt", "1.jpg 2").Rows(new InpaintingFolderOptions
        {
            Layout = InpaintingFolderLayout.CelebAHQ,
            SplitFile = "split.txt",
        }));

    [Fact]
    public void Flat_BySplitFile_LoadsWhatItNames() => Assert.Equal(["a b.png Train", "c/d.png Test"],
        tree.Images("a b.png", "c/d.png", "e.png").Text("split.txt", "c/d.png 2", "a b.png 0")
        .Rows(new InpaintingFolderOptions { SplitFile = "split.txt" }));

    void Many(int count) => tree.Images([.. Enumerable.Range(0, count).Select(i => $"{i:D2}.png")]);
}
