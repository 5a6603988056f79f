using PConv.MLNet.Files;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class FolderWalkTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public FolderWalkTests() => Write("a.txt", "x/b.txt", "x/y/c.txt", ".hidden/d.txt", ".e.txt");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_BelowAFolder_AreAllButHiddenOnes()
    {
        Assert.Equal(["a.txt", "x/b.txt", "x/y/c.txt"], Walk());
        Assert.Equal(["a.txt"], Walk(recursive: false));
    }

    [Theory]
    [InlineData("x/up", "..")]
    [InlineData("x/up", "../../{0}")] // out of the folder and in again
    [InlineData("loop", ".")]
    [InlineData("0", "x")] // keeps its own path, whatever the link is called
    [InlineData("z", "x/y")]
    public void Files_OfALinkToAFolderWithin_AreThereOnce(string link, string target)
    {
        Directory.CreateSymbolicLink(folder[link], string.Format(target, Path.GetFileName(folder.Path)));

        Assert.Equal(["a.txt", "x/b.txt", "x/y/c.txt"], Walk());
    }

    [Fact]
    public void Files_OfLinksToAFolderElsewhere_AreThereOnceUnderTheFirst()
    {
        using var elsewhere = new TemporaryFolder();
        Directory.CreateDirectory(elsewhere["in"]);
        File.WriteAllText(elsewhere["in/f.txt"], "");
        Directory.CreateSymbolicLink(folder["m"], elsewhere.Path);
        Directory.CreateSymbolicLink(folder["n"], elsewhere["in"]);
        Directory.CreateSymbolicLink(elsewhere["in/back"], folder.Path);

        Assert.Equal(["a.txt", "m/in/f.txt", "x/b.txt", "x/y/c.txt"], Walk());
    }

    [Theory]
    [InlineData("x", "a.txt")]
    [InlineData("x/y", "a.txt x/b.txt")]
    [InlineData("link", "a.txt x/b.txt")] // to x/y
    [InlineData("nowhere", "a.txt x/b.txt x/y/c.txt")]
    [InlineData("", "a.txt x/b.txt x/y/c.txt")] // the folder itself: nothing would be left
    public void Files_OfAFolderThatIsExcepted_AreLeftOut(string except, string files)
    {
        Directory.CreateSymbolicLink(folder["link"], "x/y");

        Assert.Equal(files.Split(' '), Walk(true, folder[except]));
    }

    [Theory]
    [InlineData("nowhere.txt", true)]
    [InlineData("link", true)] // to itself
    [InlineData("a.txt", false)]
    public void Files_ThatAreLinks_TellWhetherTheyLeadAnywhere(string target, bool leadsNowhere)
    {
        File.CreateSymbolicLink(folder["link"], target);

        Assert.Equal(leadsNowhere, FolderWalk.Files(folder.Path, recursive: true).Single(file => file.Path == "link").LeadsNowhere);
    }

    string[] Walk(bool recursive = true, params string[] except) =>
        [.. FolderWalk.Files(folder.Path, recursive, except).Select(file => file.Path).Order(StringComparer.Ordinal)];

    void Write(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
            File.WriteAllText(folder[path], "");
        }
    }
}
