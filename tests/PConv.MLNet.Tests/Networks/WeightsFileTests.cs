using System.Security.Cryptography;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class WeightsFileTests : IDisposable
{
    static readonly UNetSpec Spec = UNetSpec.WithWidth(2, 2);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Saved()
    {
        Samples.Network(Spec).Save(folder["network.pconvw"]);
        return folder["network.pconvw"];
    }

    string Changed(Func<byte[], byte[]> change)
    {
        var path = Saved();
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
        return path;
    }

    static string ErrorOf(string path) => Assert.Throws<InvalidDataException>(() => NetworkWeights.Load(path)).Message;

    [Fact]
    public void Load_AfterSave_GivesTheSameBits()
    {
        var weights = Samples.Network(Spec);
        weights["PConv1.bias"].Values[0] = -0f;
        weights["PConv1.bias"].Values[1] = float.Epsilon;
        weights.Save(folder["a.pconvw"]);

        var read = NetworkWeights.Load(folder["a.pconvw"]);

        Assert.Equal(Spec.ToJson(), read.Spec.ToJson());
        foreach (var (name, shape) in NetworkWeights.Expected(Spec))
        {
            Assert.Equal(shape, read[name].Shape);
            Assert.Equal(weights[name].Values.Select(BitConverter.SingleToInt32Bits),
                read[name].Values.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Save_OfTheSameWeights_GivesTheSameBytes()
    {
        var first = File.ReadAllBytes(Saved());

        Assert.Equal(first, File.ReadAllBytes(Saved()));
    }

    [Fact]
    public void Load_FromAStream_ReadsTheSame()
    {
        using var stream = File.OpenRead(Saved());

        Assert.Equal(Samples.Network(Spec)["PConv3.weight"].Values, NetworkWeights.Load(stream, "a stream")["PConv3.weight"].Values);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public void Load_OfATruncatedFile_SaysItIsDamaged(int kept)
    {
        var path = Changed(bytes => bytes[..kept]);

        Assert.Equal($"'{path}' is damaged: its checksum does not match. Copy it again from its source.", ErrorOf(path));
    }

    [Fact]
    public void Load_OfAFileOneByteShort_SaysItIsDamaged() =>
        Assert.Contains("is damaged: its checksum does not match.", ErrorOf(Changed(bytes => bytes[..^1])));

    [Theory]
    [InlineData(6)]    // version
    [InlineData(12)]   // specification
    [InlineData(1500)] // weights
    public void Load_WithAFlippedByte_SaysItIsDamaged(int at)
    {
        var path = Changed(bytes =>
        {
            bytes[at] ^= 1;
            return bytes;
        });

        Assert.Equal($"'{path}' is damaged: its checksum does not match. Copy it again from its source.", ErrorOf(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PCON")]
    [InlineData("\u0008\u0008 something else entirely, and long enough to hold a checksum of 32 bytes")]
    public void Load_OfAForeignFile_SaysWhatToPass(string text)
    {
        File.WriteAllText(folder["foreign"], text);

        Assert.Equal($"'{folder["foreign"]}' is not a weights file of this library. Pass a .pconvw file as written by training.",
            ErrorOf(folder["foreign"]));
    }

    [Fact]
    public void Load_OfANewerVersion_SaysToUpdate()
    {
        var path = Changed(bytes =>
        {
            bytes[6] = 2;
            SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32), bytes.AsSpan(bytes.Length - 32));
            return bytes;
        });

        Assert.Equal($"'{path}' is a weights file of version 2; this library reads up to 1. Update the library.", ErrorOf(path));
    }

    [Fact]
    public void Save_WhereTheTargetIsAFolder_LeavesNothingBehind()
    {
        Directory.CreateDirectory(folder["network.pconvw"]);

        Assert.ThrowsAny<Exception>(() => Samples.Network(Spec).Save(folder["network.pconvw"]));

        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void Save_LeavesNoTemporaryFile()
    {
        Saved();

        Assert.Equal([folder["network.pconvw"]], Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
