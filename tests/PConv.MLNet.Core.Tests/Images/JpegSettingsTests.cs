using NetVips;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Core.Tests;

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
        using var image = Image.NewFromMemory(Samples.Image(40, 30).Pixels, 40, 30, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);

        var written = ImageFile.Decode(image.JpegsaveBuffer(q: 80, interlace: isProgressive), "a").Encode();

        Assert.Equal(isProgressive ? 0xC2 : 0xC0, FileParts.OfJpeg(written).First(s => s.Marker is >= 0xC0 and <= 0xC2).Marker);
    }

    [Fact]
    public void Encode_WithAQuality_HasThatOnes()
    {
        var (file, low) = (new MadeFile(ImageFormat.Jpeg, 16, 16) { Quality = 95 }.Encode(), new MadeFile(ImageFormat.Jpeg, 16, 16) { Quality = 30 }.Encode());

        Assert.Equal(FileParts.Quantization(low), FileParts.Quantization(ImageFile.Decode(file, "a").Encode(quality: 30)));
    }

    [Fact]
    public void Encode_OfWhatWasNoJpeg_HasQuality95AndFullColor()
    {
        var written = ImageFile.Decode(new MadeFile(ImageFormat.Png, 16, 16).Encode(), "a").Encode(ImageFormat.Jpeg);

        Assert.Equal(FileParts.Quantization(new MadeFile(ImageFormat.Jpeg, 16, 16) { Quality = 95 }.Encode()), FileParts.Quantization(written));
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
}
