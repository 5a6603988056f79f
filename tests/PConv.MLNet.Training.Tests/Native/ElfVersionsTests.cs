using System.Buffers.Binary;

namespace PConv.MLNet.Training.Tests;

public sealed class ElfVersionsTests
{
    const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void MarkWeak_OfAVersionThatIsRequired_SetsItsFlagAlone()
    {
        var (library, flags) = Library("GLIBCXX_3.4", Version, "GLIBC_2.14");
        var before = library.ToArray();

        ElfVersions.MarkWeak(library, Version);

        Assert.Equal([flags[1]], Enumerable.Range(0, library.Length).Where(i => library[i] != before[i]));
        Assert.Equal(0x2, BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(flags[1])));
    }

    [Fact]
    public void MarkWeak_OfAVersionThatIsNotRequired_SaysSo() =>
        Assert.Equal($"it does not require {Version}",
            Assert.Throws<InvalidDataException>(() => ElfVersions.MarkWeak(Library("GLIBC_2.14").Bytes, Version)).Message);

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 })]
    public void MarkWeak_OfOtherBytes_SaysSo(byte[] bytes) =>
        Assert.Equal("it is not a 64-bit little-endian ELF library",
            Assert.Throws<InvalidDataException>(() => ElfVersions.MarkWeak(bytes, Version)).Message);

    [Fact]
    public void MarkWeak_OfALibraryCutOffAnywhere_SaysSo()
    {
        var whole = Library("GLIBCXX_3.4", Version).Bytes;
        for (var length = 0; length < whole.Length - 16; length++) // the last 16 bytes tell nothing
        {
            var cut = whole[..length];
            Assert.Throws<InvalidDataException>(() => ElfVersions.MarkWeak(cut, Version));
        }
    }

    [Fact]
    public void MarkWeak_OfTorchSharpsOwnLibrary_FindsTheVersion()
    {
        if (Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so") is var file && OperatingSystem.IsLinux())
        {
            ElfVersions.MarkWeak(File.ReadAllBytes(file), Version);
        }
    }

    /// <summary>A library that requires versions of one other, and where their flags lie: header, names, needs, sections.</summary>
    static (byte[] Bytes, int[] Flags) Library(params string[] versions)
    {
        const int Header = 64, Need = 16, Aux = 16, Section = 64;
        var names = Header;
        var needs = names + versions.Sum(v => v.Length + 1);
        var sections = needs + Need + versions.Length * Aux;
        var bytes = new byte[sections + 2 * Section];
        "\u007fELF\u0002\u0001"u8.CopyTo(bytes);
        Write(0x28, sections);
        (bytes[0x3a], bytes[0x3c]) = (Section, 2);
        var (at, flags) = (0, new int[versions.Length]);
        (bytes[needs], bytes[needs + 2], bytes[needs + 8]) = (1, (byte)versions.Length, Need);
        for (var i = 0; i < versions.Length; i++)
        {
            var aux = needs + Need + i * Aux;
            System.Text.Encoding.ASCII.GetBytes(versions[i], bytes.AsSpan(names + at));
            flags[i] = aux + 4;
            Write(aux + 8, at);
            Write(aux + 12, i + 1 < versions.Length ? Aux : 0);
            at += versions[i].Length + 1;
        }

        Write(sections + 0x18, names); // the string table
        Write(sections + Section + 4, 0x6ffffffe); // SHT_GNU_verneed
        Write(sections + Section + 0x18, needs);
        Write(sections + Section + 0x28, 0); // whose names lie in section 0
        Write(sections + Section + 0x2c, 1);
        return (bytes, flags);

        void Write(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
    }
}
