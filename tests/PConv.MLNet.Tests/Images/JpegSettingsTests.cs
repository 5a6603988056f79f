using NetVips;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>A JPEG file is written as it was compressed, unless told otherwise.</summary>
public class JpegSettingsTests
{
    [Fact]
    public void Encode_OfAnyQuality_HasTheSameQuantization()
    {
        for (var quality = 1; quality <= 100; quality++)
        {
            var file = new MadeFile(ImageFormat.Jpeg, 16, 16) { Quality = quality }.Encode();

            Assert.Equal(FileParts.Quantization(file), FileParts.Quantization(ImageFile.Decode(file, "a").Encode()));
        }
    }

    [Theory]
    [InlineData(true, new byte[] { 0x11, 0x11, 0x11 })]
    [InlineData(false, new byte[] { 0x22, 0x11, 0x11 })]
    public void Encode_KeepsTheSampling(bool isFullColor, byte[] expected)
    {
        var file = new MadeFile(ImageFormat.Jpeg, 40, 30) { Quality = 75, IsFullColor = isFullColor }.Encode();

        Assert.Equal(expected, FileParts.Sampling(file));
        Assert.Equal(expected, FileParts.Sampling(ImageFile.Decode(file, "a").Encode()));
    }

    [Fact]
    public void Encode_OfAGrayFile_HasOneComponent()
    {
        var file = new MadeFile(ImageFormat.Jpeg, 40, 30, Bands: 1) { Quality = 60 }.Encode();

        var written = ImageFile.Decode(file, "a").Encode();

        Assert.Single(FileParts.Sampling(written));
        Assert.Equal(FileParts.Quantization(file), FileParts.Quantization(written));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encode_KeepsWhetherItIsProgressive(bool isProgressive)
    {
        using var image = Image.NewFromMemory(Samples.Image(40, 30).Pixels, 40, 30, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);

        var written = ImageFile.Decode(image.JpegsaveBuffer(q: 80, interlace: isProgressive), "a").Encode();

        Assert.Equal(isProgressive ? 0xC2 : 0xC0, FileParts.OfJpeg(written).First(s => s.Marker is >= 0xC0 and <= 0xC2).Marker);
    }

    [Fact]
    public void Encode_WithAQuality_HasThatOnes()
    {
        var (file, low) =
            (new MadeFile(ImageFormat.Jpeg, 16, 16) { Quality = 95 }.Encode(),
                new MadeFile(ImageFormat.Jpeg, 16, 16) { Quality = 30 }.Encode());

        Assert.Equal(FileParts.Quantization(low), FileParts.Quantization(ImageFile.Decode(file, "a").Encode(quality: 30)));
    }

    [Fact]
    public void Encode_OfWhatWasNoJpeg_HasQuality95AndFullColor()
    {
        var written = ImageFile.Decode(new MadeFile(ImageFormat.Png, 16, 16).Encode(), "a").Encode(ImageFormat.Jpeg);

        Assert.Equal(FileParts.Quantization(new MadeFile(ImageFormat.Jpeg, 16, 16) { Quality = 95 }.Encode()),
            FileParts.Quantization(written));
        Assert.Equal([0x11, 0x11, 0x11], FileParts.Sampling(written));
    }

    /// <summary>Known pixels differ by no more than a second compression of the same kind makes them.</summary>
    [Theory]
    [InlineData(75, false)]
    [InlineData(90, true)]
    public void Encode_OfAWholeFile_IsItsOwnReencoding(int quality, bool isFullColor)
    {
        var made = new MadeFile(ImageFormat.Jpeg, 64, 48) { Quality = quality, IsFullColor = isFullColor };
        var read = ImageFile.Decode(made.Encode(), "a");

        var again = ImageFile.Decode(made.Of(read.Colors.Pixels).Encode(), "b").Colors;

        Assert.Equal(again.Pixels, ImageFile.Decode(read.Encode(), "c").Colors.Pixels);
    }

    [Fact]
    public void Encode_OfALossyWebP_StaysLossy_AndOfALosslessOneStaysLossless()
    {
        var (lossy, lossless) = (new MadeFile(ImageFormat.WebP, 64, 48) { IsLossless = false }, new MadeFile(ImageFormat.WebP, 64, 48));

        Assert.Contains(FileParts.OfWebP(ImageFile.Decode(lossy.Encode(), "a").Encode()), chunk => chunk.Type == "VP8 ");
        Assert.Equal(lossless.Samples, ImageFile.Decode(ImageFile.Decode(lossless.Encode(), "a").Encode(), "b").Colors.Pixels);
        Assert.Contains(FileParts.OfWebP(ImageFile.Decode(lossless.Encode(), "a").Encode(quality: 50)), chunk => chunk.Type == "VP8 ");
    }

    [Fact]
    public void Read_OfHalfTheColorsInOneDirection_AsksForAllOfThem()
    {
        var file = new MadeFile(ImageFormat.Jpeg, 40, 30) { Quality = 75, IsFullColor = true }.Encode();
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        file[frame + 11] = 0x21; // 4:2:2, which libvips does not write

        Assert.True(JpegSettings.Read(file).IsFullColor);
    }

    [Fact]
    public void Encode_KeepsCommentsAndTheFurtherPartsOfALongXmp()
    {
        byte[] comment = [0xFF, 0xFE, 0, 7, .. "hello"u8], xmp = [0xFF, 0xE1, 0, 40, .. "http://ns.adobe.com/xmp/extension/\0abc"u8];
        var file = new MadeFile(ImageFormat.Jpeg, 16, 16).Encode();

        var written = ImageFile.Decode([.. file[..2], .. comment, .. xmp, .. file[2..]], "a").Encode();

        Assert.True(written.AsSpan().IndexOf(comment) > 0 && written.AsSpan().IndexOf(xmp) > 0);
        Assert.Equal(new ImageSize(16, 16), ImageFile.Decode(written, "b").Size);
    }

    [Fact]
    public void Notes_OfAFileWithFurtherImages_SaySo()
    {
        var file = new MadeFile(ImageFormat.Jpeg, 16, 16).Encode();

        var several = ImageFile.Decode([.. file[..2], 0xFF, 0xE2, 0, 8, .. "MPF\0"u8, 0, 0, .. file[2..]], "a.jpg");

        Assert.Empty(ImageFile.Decode(file, "a.jpg").Notes);
        Assert.Equal(["'a.jpg' has further images beside the first, which is the only one that is read."], several.Notes);
    }

    [Fact]
    public void Encode_OfATurnedFile_SaysUprightInXmpToo()
    {
        const string Xmp =
            "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF " +
            "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description tiff:Orientation=\"6\" " +
            "xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\"/></rdf:RDF></x:xmpmeta>";
        var file = new MadeFile(ImageFormat.Jpeg, 16, 16).Encode();
        byte[] segment = [0xFF, 0xE1, 0, (byte)(Xmp.Length + 2), .. System.Text.Encoding.Latin1.GetBytes(Xmp)];

        var written = System.Text.Encoding.Latin1.GetString(ImageFile.Decode([.. file[..2], .. segment, .. file[2..]], "a").Encode());

        Assert.Contains("tiff:Orientation=\"1\"", written);
        Assert.DoesNotContain("tiff:Orientation=\"6\"", written);
    }
}
