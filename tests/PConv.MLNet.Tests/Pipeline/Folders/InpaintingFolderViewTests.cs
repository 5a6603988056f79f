using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;

namespace PConv.MLNet.Tests;

/// <summary>The view of any tree of images, and the rules that ML.NET sets for views and cursors.</summary>
public sealed class InpaintingFolderViewTests : IDisposable
{
    readonly FolderTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Load_ListsImagesBelowTheFolderInOrdinalOrder()
    {
        tree.Images("b.png", "a/z.JPEG", "B.webp", "a/10.jpg", "a/9.jpg", ".hidden.png").Text("notes.txt", "no image");

        Assert.Equal(["B.webp", "a/10.jpg", "a/9.jpg", "a/z.JPEG", "b.png"], tree.Paths(tree.Load()));
        Assert.Equal(["B.webp", "b.png"], tree.Paths(tree.Load(new() { Recursive = false })));
    }

    [Fact]
    public void Schema_HasImagesOfUnknownSizeAndTexts()
    {
        var schema = tree.Images("a.png").Load().Schema;

        Assert.Equal(["ImagePath", "Split", "Image"], schema.Select(c => c.Name));
        Assert.Equal(new ImageDataViewType(), schema["Image"].Type);
        Assert.All([schema["ImagePath"], schema["Split"]], c => Assert.Same(TextDataViewType.Instance, c.Type));
    }

    [Fact]
    public void Image_IsTheFilesWithItsPathAsTag()
    {
        var view = tree.Images("a.png", "b.png").Load();
        using var cursor = view.GetRowCursor([view.Schema["Image"]]);
        var get = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        MLImage image = null!;
        Assert.True(cursor.MoveNext());
        get(ref image);
        var first = image;
        Assert.True(cursor.MoveNext());

        get(ref image);

        var expected = ImageFile.ReadRgb(tree["b.png"]);
        Assert.Equal(expected.Pixels, image.ToRgbImage().Pixels);
        Assert.Equal(tree["b.png"], image.Tag);
        Assert.Throws<InvalidOperationException>(() => first.Width);
        image.Dispose();
    }

    [Fact]
    public void Load_OpensNoFileBeforeItsImageIsAskedFor()
    {
        tree.Images("a.png").Text("broken.png", "no image");
        var view = tree.Load();

        Assert.Equal(["a.png", "broken.png"], tree.Paths(view));
        var e = Assert.Throws<InvalidDataException>(() => Workbench.Read(view, "Image"));
        Assert.Equal($"'{tree["broken.png"]}' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.", e.Message);
    }

    [Fact]
    public void Image_OfAFileThatIsGone_NamesIt()
    {
        var view = tree.Images("a.png").Load();
        File.Delete(tree["a.png"]);

        var e = Assert.Throws<FileNotFoundException>(() => Workbench.Read(view, "Image"));

        Assert.Equal($"There is no image '{tree["a.png"]}'. Check the path.", e.Message);
    }

    [Fact]
    public void Cursor_Shuffled_GivesTheSameRowsWithTheirIds()
    {
        var view = tree.Images([.. Enumerable.Range(0, 40).Select(i => $"{i:D2}.png")]).Load();

        var (plain, shuffled) = (Ids(view.GetRowCursor(view.Schema)), Ids(view.GetRowCursor(view.Schema, new Random(2))));

        Assert.True(view.CanShuffle);
        Assert.Equal(40, view.GetRowCount());
        Assert.Equal(Enumerable.Range(0, 40).Select(i => ($"{i:D2}.png", (ulong)i)), plain);
        Assert.NotEqual(plain, shuffled);
        Assert.Equal(plain, shuffled.Order());
        Assert.Equal(shuffled, Ids(view.GetRowCursor(view.Schema, new Random(2))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void GetRowCursorSet_PartsTheRowsInBatchesThatRestoreTheOrder(int n)
    {
        var view = tree.Images([.. Enumerable.Range(0, 70).Select(i => $"{i:D2}.png")]).Load();
        var rows = new List<(long Batch, string Path)>();
        var batches = new List<HashSet<long>>();

        foreach (var cursor in view.GetRowCursorSet(view.Schema, n))
        {
            var path = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["ImagePath"]);
            ReadOnlyMemory<char> value = default;
            batches.Add([]);
            for (var position = 0; cursor.MoveNext(); position++)
            {
                path(ref value);
                rows.Add((cursor.Batch, Path.GetFileName(value.ToString())));
                batches[^1].Add(cursor.Batch);
                Assert.Equal(position, cursor.Position);
            }

            cursor.Dispose();
        }

        Assert.Equal(Math.Clamp(n, 1, 5), batches.Count);
        Assert.Equal(Enumerable.Range(0, 70).Select(i => $"{i:D2}.png"), rows.OrderBy(r => r.Batch).Select(r => r.Path));
        Assert.Equal(batches.Sum(b => b.Count), batches.SelectMany(b => b).Distinct().Count());
    }

    [Fact]
    public void Cursor_BeforeTheFirstAndAfterTheLastRow_HasNoValues()
    {
        var view = tree.Images("a.png").Load();
        using var cursor = view.GetRowCursor([view.Schema["Split"]]);
        var get = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Split"]);
        ReadOnlyMemory<char> value = default;

        Assert.Equal(-1, cursor.Position);
        Assert.Equal("There is no current row: call MoveNext first, and stop when it returns false.",
            Assert.Throws<InvalidOperationException>(() => get(ref value)).Message);
        Assert.True(cursor.MoveNext());
        get(ref value);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => get(ref value));
    }

    [Theory]
    [InlineData("Image")]
    [InlineData("ImagePath")]
    public void GetGetter_OfAColumnNotAskedFor_IsRefused(string name)
    {
        var view = tree.Images("a.png").Load();
        using var cursor = view.GetRowCursor([view.Schema["Split"]]);

        var e = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<MLImage>(view.Schema[name]));

        Assert.Equal($"Column '{name}' was not asked for when the cursor was made.", e.Message);
    }

    [Fact]
    public void GetGetter_OfAnotherType_SaysBothTypes()
    {
        var view = tree.Images("a.png").Load();
        using var cursor = view.GetRowCursor(view.Schema);

        var e = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["Split"]));

        Assert.Equal("Column 'Split' holds String, not Int32.", e.Message);
    }

    [Fact]
    public void Masks_OfAllSubset_ShuffledAndParted_AreThoseOfTheirImages()
    {
        tree.Images([.. Enumerable.Range(0, 50).Select(i => $"{i:D2}.png")]);
        var all = Masked(tree.Load(), view => [view.GetRowCursor(view.Schema)]);

        var test = Masked(tree.Load(new() { Subset = InpaintingSubset.Test }), view => [view.GetRowCursor(view.Schema)]);
        var shuffled = Masked(tree.Load(), view => [view.GetRowCursor(view.Schema, new Random(5))]);
        var parted = Masked(tree.Load(), view => view.GetRowCursorSet(view.Schema, 3));

        Assert.InRange(test.Count, 1, 49);
        Assert.All(test, row => Assert.Equal(all[row.Key], row.Value));
        Assert.Equal(all.OrderBy(r => r.Key), shuffled.OrderBy(r => r.Key));
        Assert.Equal(all.OrderBy(r => r.Key), parted.OrderBy(r => r.Key));
    }

    Dictionary<string, string> Masked(IDataView view, Func<IDataView, DataViewRowCursor[]> open)
    {
        var masked = tree.ML.Transforms.GenerateIrregularMasks("Mask", "ImagePath").Fit(view).Transform(view);
        var masks = new Dictionary<string, string>();
        foreach (var cursor in open(masked))
        {
            var (path, mask) =
                (cursor.GetGetter<ReadOnlyMemory<char>>(masked.Schema["ImagePath"]), cursor.GetGetter<MLImage>(masked.Schema["Mask"]));
            ReadOnlyMemory<char> name = default;
            MLImage image = null!;
            while (cursor.MoveNext())
            {
                path(ref name);
                mask(ref image);
                masks.Add(name.ToString(), Convert.ToHexString(image.Pixels));
            }

            image?.Dispose();
        }

        return masks;
    }

    static List<(string Path, ulong Id)> Ids(DataViewRowCursor cursor)
    {
        var rows = new List<(string, ulong)>();
        using (cursor)
        {
            var (path, id) = (cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["ImagePath"]), cursor.GetIdGetter());
            ReadOnlyMemory<char> value = default;
            DataViewRowId row = default;
            while (cursor.MoveNext())
            {
                path(ref value);
                id(ref row);
                rows.Add((Path.GetFileName(value.ToString()), row.Low));
            }
        }

        return rows;
    }
}
