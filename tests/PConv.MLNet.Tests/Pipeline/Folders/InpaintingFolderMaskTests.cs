using Microsoft.ML;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Which mask belongs to which image.</summary>
public sealed class InpaintingFolderMaskTests : IDisposable
{
    readonly FolderTree tree = new();
    readonly Mask mask = Samples.Hole(8, 6, 1, 1, 3, 3);

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Masks_AreMatchedByNameWithAndWithoutSuffix()
    {
        tree.Images("photos/a.jpg", "photos/b.png", "photos/deep/c.webp").Mask("masks/a.png", mask).Mask("masks/b_mask.png", mask)
            .Mask("masks/c-mask.png", mask);

        Assert.Equal(["a.jpg masks/a.png", "b.png masks/b_mask.png", "deep/c.webp masks/c-mask.png"], Matches("photos", "masks"));
    }

    [Fact]
    public void Masks_OfTheSameFolder_ComeBeforeThoseOfTheSameName()
    {
        tree.Images("photos/x/1.png", "photos/y/1.png").Mask("masks/x/1.png", mask).Mask("masks/y/1.png", mask);

        Assert.Equal(["x/1.png masks/x/1.png", "y/1.png masks/y/1.png"], Matches("photos", "masks"));
    }

    [Theory]
    [InlineData(".", "a_mask.png")] // beside their images
    [InlineData(".", "a_mask001.png")] // as LaMa's data sets
    [InlineData("masks", "masks/a.png")] // inside
    [InlineData("masks", "masks/a-mask2.png")]
    public void Masks_WithinTheFolder_AreNoImages(string masks, string file)
    {
        tree.Images("a.png").Mask(file, mask);

        Assert.Equal([$"a.png {file}"], Matches(".", masks));
    }

    [Fact]
    public void Masks_OfOneFile_ServeAllImages()
    {
        tree.Images("a.png", "b.png").Mask("holes.png", mask);

        Assert.Equal(["a.png holes.png", "b.png holes.png"], Matches(".", "holes.png"));
    }

    [Fact]
    public void MaskColumn_HoldsTheMasks()
    {
        var view = tree.Images("photos/a.png")
            .Mask("masks/a.png", mask).ML.Data.LoadInpaintingFolder(tree["photos"], new() { Masks = tree["masks"] });

        Assert.Equal(["ImagePath", "MaskPath", "Split", "Image", "Mask"], view.Schema.Select(c => c.Name));
        Assert.Equal(mask.Valid, Mask.FromImage(Assert.Single(Workbench.Read(view, "Mask"))!).Valid);
    }

    [Fact]
    public void Images_WithoutMasks_AreNamedBeforeAnyWork()
    {
        tree.Images([.. Enumerable.Range(0, 8).Select(i => $"photos/{i}.png")]).Mask("masks/3.png", mask);

        var e = Assert.Throws<InvalidDataException>(() => Matches("photos", "masks"));

        Assert.Equal($"7 of 8 images have no mask in '{tree["masks"]}': 0.png, 1.png, 2.png, 4.png, 5.png and 2 more. "
            + "A mask has the image's name, with or without _mask or -mask behind it. Add them, or set SkipImagesWithoutMask.", e.Message);
    }

    [Fact]
    public void SkipImagesWithoutMask_LeavesThemOutAndKeepsTheIdsOfTheOthers()
    {
        tree.Images([.. Enumerable.Range(0, 8).Select(i => $"photos/{i}.png")]).Mask("masks/3.png", mask).Mask("masks/6.png", mask);

        var view = tree.ML.Data.LoadInpaintingFolder(tree["photos"], new() { Masks = tree["masks"], SkipImagesWithoutMask = true });

        using var cursor = view.GetRowCursor([]);
        var get = cursor.GetIdGetter();
        Microsoft.ML.Data.DataViewRowId id = default;
        Assert.True(cursor.MoveNext());
        Assert.True(cursor.MoveNext());
        get(ref id);
        Assert.Equal((6ul, 2L), (id.Low, view.GetRowCount()!.Value));
    }

    [Fact]
    public void Masks_OfAFolderAbove_AreNoImages()
    {
        tree.Images("photos/x/1.png", "photos/y/1.png", "photos/y/2.png").Mask("masks/1.png", mask).Mask("2_mask.png", mask);

        var view = tree.ML.Data.LoadInpaintingFolder(tree["photos"], new() { Masks = tree.Root });

        Assert.Equal(["photos/x/1.png", "photos/y/1.png", "photos/y/2.png"], tree.Paths(view));
        Assert.Equal(["masks/1.png", "masks/1.png", "2_mask.png"], tree.Paths(view, "MaskPath"));
    }

    [Fact]
    public void Links_ToFoldersAreFollowedOnceAndThoseThatLeadNowhereAreLeftOut()
    {
        tree.Images("a.png", "deep/b.png").Mask("masks/a.png", mask).Mask("masks/b.png", mask);
        Directory.CreateSymbolicLink(tree["deep/up"], "..");
        Directory.CreateSymbolicLink(tree["deep/more"], "../masks");
        File.CreateSymbolicLink(tree["gone.png"], "nowhere.png");

        Assert.Equal(["a.png masks/a.png", "deep/b.png masks/b.png"], Matches(".", "masks"));
    }

    [Fact]
    public void Image_WithANumberedMaskAndAnother_IsRefused()
    {
        tree.Images("a.png").Mask("a_mask.png", mask).Mask("a_mask001.png", mask);

        Assert.Equal("'a.png' has 2 masks: a_mask.png, a_mask001.png. Leave one.",
            Assert.Throws<InvalidDataException>(() => Matches(".", ".")).Message);
    }

    [Fact]
    public void Image_WithTwoMasks_IsRefused()
    {
        tree.Images("photos/a.png").Mask("masks/a.png", mask).Mask("masks/a_mask.png", mask);

        Assert.Equal("'a.png' has 2 masks: a.png, a_mask.png. Leave one.",
            Assert.Throws<InvalidDataException>(() => Matches("photos", "masks")).Message);
    }

    [Fact]
    public void Masks_ThatAreMissing_AreRefused()
    {
        tree.Images("photos/a.png");

        Assert.Equal($"There is no mask file or folder '{tree["masks"]}'. Check the path.",
            Assert.Throws<FileNotFoundException>(() => Matches("photos", "masks")).Message);
    }

    /// <summary>Images and their masks, as in "a.png masks/a.png".</summary>
    string[] Matches(string photos, string masks)
    {
        var root = photos == "." ? tree.Root : tree[photos];
        var view = tree.ML.Data.LoadInpaintingFolder(root, new() { Masks = masks == "." ? tree.Root : tree[masks] });
        return [.. tree.Paths(view).Zip(tree.Paths(view, "MaskPath"), (image, mask) => $"{Path.GetRelativePath(photos, image)} {mask}")];
    }
}
