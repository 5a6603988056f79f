using PConv.MLNet.Testing;

namespace PConv.MLNet.Core.Tests;

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
}
