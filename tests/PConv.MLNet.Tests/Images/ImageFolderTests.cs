using PConv.MLNet.Core;
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
            PngWriter.Write(Samples.Noise(4, 3, name.Length), folder[name]);
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

    [Fact]
    public void Constructor_WithoutFolderOrPicture_SaysWhichIsMissing()
    {
        Directory.CreateDirectory(folder["empty"]);

        Assert.Equal($"There is no folder '{folder["none"]}'. Check the path.", Assert.Throws<DirectoryNotFoundException>(() => new ImageFolder(folder["none"])).Message);
        Assert.Equal($"'{folder["empty"]}' holds no picture (.jpg, .jpeg, .png, .webp).", Assert.Throws<InvalidDataException>(() => new ImageFolder(folder["empty"])).Message);
    }

    [Fact]
    public void Constructor_WhenAllPicturesAreExcepted_SaysSo()
    {
        Write("a.png");

        Assert.Equal($"'{folder[""]}' holds no picture (.jpg, .jpeg, .png, .webp) outside '{folder.Path}'. Name folders that leave some.",
            Assert.Throws<InvalidDataException>(() => new ImageFolder(folder[""], except: folder.Path)).Message);
    }

    [Fact]
    public void Split_HoldsTheSamePicturesBackWhateverElseThereIs()
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
}
