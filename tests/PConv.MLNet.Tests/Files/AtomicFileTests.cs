using System.Runtime.Versioning;
using PConv.MLNet.Files;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class AtomicFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_ThroughAStream_LeavesTheWholeFileOnly()
    {
        AtomicFile.Write(folder["a.bin"], stream => stream.Write([1, 2, 3]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["a.bin"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_ByPath_GetsAHiddenNameWithTheSameExtension()
    {
        var given = "";
        AtomicFile.Write(folder["a.png"], path => File.WriteAllText(given = path, "x"));

        Assert.Equal(".png", Path.GetExtension(given));
        Assert.Equal(folder.Path, Path.GetDirectoryName(given));
        Assert.StartsWith(".", Path.GetFileName(given));
        Assert.False(File.Exists(given));
    }

    [Fact]
    public void Write_OverAFile_ReplacesIt()
    {
        File.WriteAllText(folder["a.txt"], "a long text that was here before");
        AtomicFile.Write(folder["a.txt"], path => File.WriteAllText(path, "new"));

        Assert.Equal("new", File.ReadAllText(folder["a.txt"]));
    }

    [Fact]
    public void Write_IntoAMissingFolder_MakesIt()
    {
        AtomicFile.Write(Path.Combine(folder["deep"], "er", "a.txt"), path => File.WriteAllText(path, "x"));

        Assert.True(File.Exists(Path.Combine(folder["deep"], "er", "a.txt")));
    }

    [Fact]
    public void Write_ThatFails_KeepsTheOldFileAndLeavesNothingElse()
    {
        File.WriteAllText(folder["a.txt"], "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["a.txt"], stream =>
        {
            stream.Write([1, 2, 3]);
            throw new InvalidOperationException("half way");
        }));

        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_WithoutAPath_IsRefused() => Assert.Throws<ArgumentException>(() => AtomicFile.Write("", (Stream _) => { }));

    [Theory]
    [InlineData("link.txt", "elsewhere/a.txt", "elsewhere/a.txt")]
    [InlineData("link.txt", "elsewhere/new.txt", "elsewhere/new.txt")] // leads nowhere so far
    [InlineData("shortcut/link.txt", "../up.txt", "elsewhere/up.txt")] // a relative link in a folder that is itself a link
    public void Write_ToALink_WritesItsTargetAndKeepsTheLink(string link, string target, string file)
    {
        Directory.CreateDirectory(folder["elsewhere/deep"]);
        File.WriteAllText(folder["elsewhere/a.txt"], "old");
        Directory.CreateSymbolicLink(folder["shortcut"], "elsewhere/deep");
        File.CreateSymbolicLink(folder[link], target);

        AtomicFile.Write(folder[link], path => File.WriteAllText(path, "new"));

        Assert.Equal(target, new FileInfo(folder[link]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder[file]));
    }

    [Fact]
    public void Write_ToALinkThatLeadsRoundInACircle_SaysSo()
    {
        File.CreateSymbolicLink(folder["a.txt"], "b.txt");
        File.CreateSymbolicLink(folder["b.txt"], "a.txt");

        var e = Assert.Throws<IOException>(() => AtomicFile.Write(folder["a.txt"], path => File.WriteAllText(path, "new")));

        Assert.EndsWith("lead round in a circle. Remove one of them.", e.Message);
    }

    [Theory]
    [InlineData("rw-------")]
    [InlineData("r--r-----")] // not even the owner may write
    [InlineData("rwxrwxrwx")]
    [UnsupportedOSPlatform("windows")]
    public void Write_OverAFile_KeepsItsMode(string mode)
    {
        UnixFileMode bits = (UnixFileMode)mode.Aggregate(0, (all, c) => 2 * all + (c == '-' ? 0 : 1)), meanwhile = default;
        File.WriteAllText(folder["a.txt"], "old");
        File.SetUnixFileMode(folder["a.txt"], bits);

        AtomicFile.Write(folder["a.txt"], stream =>
        {
            meanwhile = File.GetUnixFileMode(Directory.EnumerateFiles(folder.Path, ".*").Single());
            stream.WriteByte(1);
        });

        Assert.Equal(bits, File.GetUnixFileMode(folder["a.txt"]));
        Assert.Equal(UnixFileMode.None, meanwhile & ~(bits | UnixFileMode.UserWrite)); // nobody else can read it earlier
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Write_OfANewFile_HasTheModeOfAnyNewFile()
    {
        File.WriteAllText(folder["usual.txt"], "");

        AtomicFile.Write(folder["a.txt"], stream => stream.WriteByte(1));

        Assert.Equal(File.GetUnixFileMode(folder["usual.txt"]), File.GetUnixFileMode(folder["a.txt"]));
    }
}
