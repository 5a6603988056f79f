using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ImageFolderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    void Write(params string[] names)
    {
        foreach (var name in names)
        {
            ImageFile.Write(Samples.Noise(4, 3, name.Length), folder[name]);
        }
    }

    static IEnumerable<string> Names(ImageFolder images) => Enumerable.Range(0, images.Count).Select(images.NameOf);

    [Fact]
    public void Images_AreNamedByTheirPathsBelowTheFolderInAFixedOrder()
    {
        Write("b.png", "A.png", "deep/er/c.png");
        File.WriteAllText(folder["notes.txt"], "");

        var images = new ImageFolder(folder[""]);

        Assert.Equal(["A.png", "b.png", "deep/er/c.png"], Names(images));
        Assert.Equal(Samples.Noise(4, 3, "deep/er/c.png".Length).Pixels, images.Read(2).Pixels);
    }

    [Fact]
    public void Images_OfAFolderThatIsExcepted_DoNotCount()
    {
        Write("a.png", "out/b.png", "outer/c.png");

        Assert.Equal(["a.png", "outer/c.png"], Names(new(folder[""], except: folder["out"])));
        Assert.Equal(["a.png", "out/b.png", "outer/c.png"], Names(new(folder[""], except: folder["none"])));
    }

    [Theory]
    [InlineData("rows.jsonl")]
    [InlineData("key.json")]
    public void Images_OfEarlierResults_AreLeftOutAndTold(string mark)
    {
        Write("a.png", "earlier/samples/b.png", "later/c.png");
        File.WriteAllText(folder[$"earlier/{mark}"], "");

        var images = new ImageFolder(folder[""]);

        Assert.Equal(["a.png", "later/c.png"], Names(images));
        Assert.Equal(["Left out the results of an earlier run: earlier."], images.LeftOut);
        Assert.Equal(["samples/b.png"], Names(new(folder["earlier"]))); // asked for by name
    }

    [Fact]
    public void Read_OfAWhollyTransparentImage_IsRefused()
    {
        File.WriteAllBytes(folder["clear.png"], new MadeFile(ImageFormat.Png, 4, 3, Bands: 4).Of(new byte[4 * 3 * 4]).Encode());

        Assert.Contains("is wholly transparent: there is nothing to see in it.",
            Assert.Throws<InvalidDataException>(() => new ImageFolder(folder[""]).Read(0)).Message);
    }

    [Fact]
    public void Notes_TellWhatTheImagesReadHoldBesides()
    {
        File.WriteAllBytes(folder["a.png"],
            new MadeFile(ImageFormat.Png, 20, 10) { Chunks = [("acTL", [0, 0, 0, 2, 0, 0, 0, 0])] }.Encode());
        var images = new ImageFolder(folder[""]);
        Assert.Empty(images.Notes);

        images.Read(0);
        images.Read(0);

        Assert.Contains("2 frames", Assert.Single(images.Notes));
    }

    [Fact]
    public void Constructor_WithoutFolderOrImage_SaysWhichIsMissing()
    {
        Directory.CreateDirectory(folder["empty"]);

        Assert.Equal($"There is no folder '{folder["none"]}'. Check the path.",
            Assert.Throws<DirectoryNotFoundException>(() => new ImageFolder(folder["none"])).Message);
        Assert.Equal($"'{folder["empty"]}' holds no image (.jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff).",
            Assert.Throws<InvalidDataException>(() => new ImageFolder(folder["empty"])).Message);
    }

    [Fact]
    public void Constructor_WhenAllImagesAreExcepted_SaysSo()
    {
        Write("a.png");

        Assert.Equal($"'{folder[""]}' holds no image (.jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff) outside '{folder.Path}'.",
            Assert.Throws<InvalidDataException>(() => new ImageFolder(folder[""], except: folder.Path)).Message);
    }

    [Fact]
    public void Split_HoldsTheSameImagesBackWhateverElseThereIs()
    {
        Write([.. Enumerable.Range(0, 40).Select(i => $"{i}.png")]);

        var (training, held) = ImageFolder.Split(folder[""], .25, seed: 0);
        Assert.Equal(40, training.Count + held.Count);
        Assert.InRange(held.Count, 4, 18);
        Assert.Empty(Names(training).Intersect(Names(held)));
        foreach (var name in Names(training).Skip(1))
        {
            File.Delete(folder[name]);
        }

        Assert.Equal(Names(held), Names(ImageFolder.Split(folder[""], .25, seed: 0).Validation));
        Assert.NotEqual(Names(held), Names(ImageFolder.Split(folder[""], .5, seed: 1).Validation));
    }

    [Fact]
    public void WithFills_ReadsPngFilesOfTheImagesNames()
    {
        Write("photos/a.png", "photos/deep/er/c.png");
        File.Move(folder["photos/deep/er/c.png"], folder["photos/deep/er/c.jpg"]); // read by its content
        Write("fills/a.png", "fills/deep/er/c.png");
        var mask = Samples.Hole(4, 3, 1, 0, 2, 2);
        ImageFile.Write(Samples.Hole(4, 3, 0, 0, 4, 2).ToImage(), folder["masks/a.png"]);
        ImageFile.Write(mask.ToImage(), folder["masks/deep/er/c.png"]);

        var (plain, filled) =
            (new ImageFolder(folder["photos"]), new ImageFolder(folder["photos"]).WithFills(folder["fills"], folder["masks"]));

        Assert.Equal(["a.png", "deep/er/c.jpg"], Names(filled));
        Assert.Equal(plain.Read(1).Pixels, filled.Read(1).Pixels);
        Assert.Equal(Samples.Noise(4, 3, "fills/deep/er/c.png".Length).Pixels, filled.FillOf(1)!.Pixels);
        Assert.Equal(mask.Valid.ToArray(), filled.MaskOf(1)!.Valid.ToArray());
        Assert.Equal(4 * 2, filled.MaskOf(0)!.HoleCount);
        Assert.Equal((null, null), (plain.FillOf(0), plain.MaskOf(0)));
    }

    [Fact]
    public void WithFills_WithoutAFile_NamesIt()
    {
        Write("photos/a.png");

        var filled = new ImageFolder(folder["photos"]).WithFills(folder["fills"], folder["masks"]);

        Assert.Contains(folder[Path.Combine("fills", "a.png")], Assert.ThrowsAny<IOException>(() => filled.FillOf(0)).Message);
        Assert.Contains(folder[Path.Combine("masks", "a.png")], Assert.ThrowsAny<IOException>(() => filled.MaskOf(0)).Message);
    }
}
