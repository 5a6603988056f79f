using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class FeatureNetworkFileTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    static string ErrorOf(string path) => Assert.Throws<InvalidDataException>(() => FeatureNetwork.Load(path)).Message;

    string Copy(string name, Func<byte[], byte[]>? change = null, bool withSpec = true)
    {
        var bytes = name == "features.dat" ? SavedByTorchSharp() : File.ReadAllBytes(LossCases.PathOf(name));
        File.WriteAllBytes(folder[name], change?.Invoke(bytes) ?? bytes);
        if (withSpec)
        {
            File.Copy(LossCases.PathOf("features.json"), Path.ChangeExtension(folder[name], ".json"), overwrite: true);
        }

        return folder[name];
    }

    /// <summary>The tiny network's weights as TorchSharp saves a module, with a tensor of whole numbers that nobody asks for.</summary>
    static byte[] SavedByTorchSharp()
    {
        var (_, weights) = FeatureNetworkFile.Read(LossCases.PathOf("features.safetensors"));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        nn.Module.save_state_dict(writer, new(
        [
            .. weights.Select(w => KeyValuePair.Create(w.Key, tensor(w.Value.Values, [.. w.Value.Shape.Select(side => (long)side)]))),
            new("num_batches_tracked", tensor([7L], [])),
        ]));
        return stream.ToArray();
    }

    [Fact]
    public void Read_OfBothFormats_GivesTheSameNumbers()
    {
        var (spec, weights) = FeatureNetworkFile.Read(LossCases.PathOf("features.safetensors"));
        var (_, others) = FeatureNetworkFile.Read(Copy("features.dat"));

        Assert.Equal(["a.weight", "a.bias", "b.weight", "b.bias", "c.weight", "c.bias"], weights.Keys);
        Assert.Equal("tiny", spec.Name);
        Assert.All(weights, w => Assert.Equal(w.Value.Values, others[w.Key].Values));
        Assert.All(spec.Weights(), w => Assert.Equal(w.Shape, weights[w.Name].Shape));
        Assert.True(weights["a.weight"].Values.Distinct().Count() > 100);
    }

    [Theory]
    [InlineData("f16")]
    [InlineData("bf16")]
    [InlineData("f32")]
    [InlineData("f64")]
    public void Read_OfEveryFloatFormat_GivesPyTorchsNumbers(string format)
    {
        using var stream = File.OpenRead(LossCases.PathOf("formats.safetensors"));
        var tensor = SafeTensors.Index(stream, "formats.safetensors")[format].Read(stream, format);

        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal(LossCases.Expected.Formats[format].Select(value => (float)value), tensor.Values);
    }

    [Fact]
    public void Read_OfWholeNumbers_NamesTheirType()
    {
        using var stream = File.OpenRead(LossCases.PathOf("formats.safetensors"));
        var e = Assert.Throws<InvalidDataException>(() => SafeTensors.Index(stream, "formats.safetensors")["i64"].Read(stream, "i64"));

        Assert.Equal("'i64' holds numbers of type I64, expected F32, F16, BF16 or F64. Save the weights as floats.", e.Message);
    }

    [Fact]
    public void Load_OfAMissingFile_SaysWhereToGetOne()
    {
        var e = Assert.Throws<FileNotFoundException>(() => FeatureNetwork.Load(folder["vgg16.safetensors"]));

        Assert.Equal($"There is no feature network '{folder["vgg16.safetensors"]}'. {FeatureNetwork.HowToGet}", e.Message);
    }

    [Fact]
    public void Load_OfAnotherFormat_NamesThoseThatAreRead()
    {
        File.WriteAllText(folder["vgg16.pth"], "PK");

        Assert.Equal(
            $"'{folder["vgg16.pth"]}' is not a feature network file: expected .safetensors, .dat or .onnx. " +
            $"{FeatureNetwork.HowToGet}", ErrorOf(folder["vgg16.pth"]));
    }

    [Theory]
    [InlineData("features.safetensors")]
    [InlineData("features.dat")]
    public void Load_WithoutASpecification_ExpectsVgg16AndSaysSo(string name)
    {
        var path = Copy(name, withSpec: false);

        Assert.Equal(
            $"'{path}': The weights lack 'features.0.weight' [64, 3, 3, 3], which feature network 'vgg16' asks for. Without a " +
            $"specification in '{folder["features.json"]}' it is read as VGG-16 with torchvision's names.",
            ErrorOf(path));
    }

    [Fact]
    public void Load_WithAnotherSpecification_NamesTheTensorThatDoesNotFit()
    {
        var path = Copy("features.safetensors");
        File.WriteAllText(folder["features.json"], File.ReadAllText(folder["features.json"]).Replace("\"channels\": 6", "\"channels\": 7"));

        Assert.Equal(
            $"'{path}': 'b.weight' is [6, 4, 3, 3], expected [7, 4, 3, 3] for feature network 'tiny'. Weights and specification must " +
            $"belong together.", ErrorOf(path));
    }

    [Fact]
    public void Load_WithABrokenSpecification_NamesItsFile()
    {
        var path = Copy("features.safetensors");
        File.WriteAllText(folder["features.json"], "{");

        Assert.StartsWith($"'{folder["features.json"]}': The specification of the feature network cannot be read: ", ErrorOf(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(3000)]
    public void Load_OfATruncatedSafetensorsFile_SaysSo(int length)
    {
        var path = Copy("features.safetensors", bytes => bytes[..length]);

        Assert.Matches($"^'{path}' is not a safetensors file, or is damaged: .+[^.]\\. Save or copy it again\\.$", ErrorOf(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(3000)]
    public void Load_OfATruncatedDatFile_SaysSo(int length)
    {
        var path = Copy("features.dat", bytes => bytes[..length]);

        Assert.Matches($"^'{path}' is not a file of TorchSharp's Module\\.save, or is damaged: .+[^.]\\. Save or copy it again\\.$",
            ErrorOf(path));
    }

    [Theory]
    [InlineData("features.safetensors")]
    [InlineData("features.dat")]
    public void Load_OfNotes_SaysItIsNoSuchFile(string name) =>
        Assert.Contains(", or is damaged: ", ErrorOf(Copy(name, _ => "These are notes, not weights."u8.ToArray())));

    [Fact]
    public void Load_OfADatFileThatGoesOn_SaysSo() =>
        Assert.EndsWith("there are bytes after the last tensor. Save or copy it again.",
            ErrorOf(Copy("features.dat", bytes => [.. bytes, 0])));

    [Theory]
    [InlineData("01 FFFFFFFF0F", "invalid string length of -1")]
    [InlineData("01 FFFFFFFF07 78", "beyond the end")] // a name of 2 GiB
    [InlineData("01 01 78 63 01 01", "type 99 is not known")]
    [InlineData("01 01 78 06 8080808004", "overflow")] // 2^30 dimensions
    [InlineData("01 01 78 06 01 8080808004", "4294967296 bytes of [1073741824] go beyond its end")]
    [InlineData("01 01 78 06 01 FFFFFFFFFFFFFFFFFF01", "-4 bytes of [-1]")] // a size of -1
    [InlineData("01 01 78 07 03 8080808004 8080808004 8080808004", "overflow")]
    [InlineData("FFFFFFFFFFFFFFFF7F 01 78 06 01 00", "beyond the end")] // 2^63 - 1 tensors
    [InlineData("02 01 78 06 01 00 01 78 06 01 00", "same key")]
    public void Load_OfADatFileWhoseNumbersLie_SaysSoAndAllocatesNothingForThem(string bytes, string message)
    {
        var path = Copy("features.dat", _ => Convert.FromHexString(bytes.Replace(" ", "")));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains(message, ErrorOf(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Load_OfShapesThatDoNotFitTheirBytes_NamesTheTensor() => Assert.EndsWith(
        "'a.weight' F32 [4, 3, 3, 4] does not fit its bytes 0 to 432 of 3096. Save or copy it again.",
        ErrorOf(Copy("features.safetensors", bytes => Replace(bytes, "[4, 3, 3, 3]"u8, "[4, 3, 3, 4]"u8))));

    static byte[] Replace(byte[] bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> by)
    {
        by.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(old)));
        return bytes;
    }
}
