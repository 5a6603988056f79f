using System.Text;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Tests;

/// <summary>The built-in model as the library runs it, which computes the initial fill itself.</summary>
public sealed class LibraryFormTests
{
    static readonly OnnxInpainterOptions Faithful = new() { Style = InpaintingStyle.Faithful };

    [Theory]
    [InlineData(64, 64, 1)]
    [InlineData(131, 90, 2)]
    [InlineData(200, 257, 3)]
    public void BuiltIn_FillsAsItsExportedFileDoes(int width, int height, int seed)
    {
        var (image, mask) = Sample(width, height, seed);
        using var library = OnnxInpainter.BuiltIn(Faithful);
        using var exported = OnnxInpainter.Open(InpaintingModel.FromBytes(InpaintingModel.BuiltIn.ToBytes()), Faithful);

        var (expected, filled) = (exported.Inpaint(image, mask).Pixels, library.Inpaint(image, mask).Pixels);

        Assert.InRange(expected.Zip(filled, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
        Assert.InRange(expected.Zip(filled, (a, b) => a == b ? 0.0 : 1).Average(), 0, .002);
    }

    [Fact]
    public void ToLibraryBytes_OpenedFromMemory_FillsBitByBitAsTheBuiltInModel()
    {
        var (image, mask) = Sample(131, 90, 4);
        var bytes = InpaintingModel.BuiltIn.ToLibraryBytes();
        using var library = OnnxInpainter.BuiltIn(Faithful);
        using var saved = OnnxInpainter.Open(InpaintingModel.FromBytes(bytes), Faithful);

        Assert.True(Nodes(bytes) < Nodes(InpaintingModel.BuiltIn.ToBytes()) / 2);
        Assert.Equal(library.Inpaint(image, mask).Pixels, saved.Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Open_OfAFileWhoseFillDoesNotFitItsSides_IsRefused()
    {
        var bytes = InpaintingModel.BuiltIn.ToLibraryBytes();
        var value = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(OnnxExport.FillLevelsKey)) + OnnxExport.FillLevelsKey.Length + 2;
        Assert.Equal((byte)'6', bytes[value]);
        bytes[value] = (byte)'9';

        var e = Assert.Throws<InvalidDataException>(() => OnnxInpainter.Open(InpaintingModel.FromBytes(bytes)));

        Assert.Contains("asks for a fill by 9 levels", e.Message);
    }

    static int Nodes(byte[] onnx)
    {
        using var stream = new MemoryStream(onnx);
        return ProtoBuf.Serializer.Deserialize<ModelProto>(stream).Graph!.Node.Count;
    }

    static (RgbImage Image, Mask Mask) Sample(int width, int height, int seed)
    {
        var random = new Random(seed);
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (x, y, c) = (i / 3 % width, i / 3 / width, i % 3);
            image.Pixels[i] = (byte)(128 + 60 * Math.Sin(x / (5.0 + c)) + 40 * Math.Cos(y / 9.0) + random.Next(20));
        }

        return (image, new IrregularMaskGenerator(new() { Width = width, Height = height }).Generate(seed));
    }
}
