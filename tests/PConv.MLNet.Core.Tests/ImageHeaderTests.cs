using System.Buffers.Binary;
using System.Text;

namespace PConv.MLNet.Core.Tests;

public sealed class ImageHeaderTests
{
    /// <summary>SOI, an APP0 segment, [a thumbnail's EOI inside APP1], SOF, SOS, data, EOI.</summary>
    static byte[] Jpeg(int width, int height, byte frame = 0xC0) =>
    [
        0xFF, 0xD8,
        0xFF, 0xE0, 0, 4, 1, 2,
        0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9, // a thumbnail that ends here
        0xFF, // a fill byte
        0xFF, frame, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0,
        0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0,
        0x12, 0x34, 0xFF, 0x00, 0x56,
        0xFF, 0xD9,
    ];

    static byte[] Png(uint width, uint height)
    {
        byte[] file = [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, .. new byte[8], 8, 2, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), height);
        return file;
    }

    static byte[] WebP(string chunk, params byte[] body)
    {
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. Encoding.ASCII.GetBytes(chunk), 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), body.Length);
        return file;
    }

    [Theory]
    [InlineData(0xC0)] // baseline
    [InlineData(0xC2)] // progressive
    public void Read_OfAJpeg_GivesItsSize(byte frame) =>
        Assert.Equal(new ImageHeader("JPEG", 640, 480, true), ImageHeader.Read(Jpeg(640, 480, frame)));

    [Fact]
    public void Read_OfAJpegWithoutItsEnd_IsIncomplete() =>
        Assert.Equal(new ImageHeader("JPEG", 640, 480, false), ImageHeader.Read(Jpeg(640, 480).AsSpan()[..^2]));

    [Fact]
    public void Read_OfAJpegCutBeforeItsScan_IsIncomplete() =>
        Assert.Equal(new ImageHeader("JPEG", 640, 480, false), ImageHeader.Read(Jpeg(640, 480).AsSpan(0, 30)));

    [Fact]
    public void Read_OfAJpegCutBeforeItsSize_IsNull() => Assert.Null(ImageHeader.Read(Jpeg(640, 480).AsSpan(0, 20)));

    [Fact]
    public void Read_OfAPng_GivesItsSize() => Assert.Equal(new ImageHeader("PNG", 300, 200, true), ImageHeader.Read(Png(300, 200)));

    [Fact]
    public void Read_OfAPngWithoutItsEnd_IsIncomplete() =>
        Assert.Equal(new ImageHeader("PNG", 300, 200, false), ImageHeader.Read(Png(300, 200).AsSpan()[..^9]));

    [Fact]
    public void Read_OfFilesThatClaim60000Squared_BelievesTheClaimAndDecodesNothing()
    {
        Assert.Equal(new ImageHeader("PNG", 60_000, 60_000, true), ImageHeader.Read(Png(60_000, 60_000)));
        Assert.Equal(new ImageHeader("JPEG", 60_000, 60_000, true), ImageHeader.Read(Jpeg(60_000, 60_000)));
    }

    [Fact]
    public void Read_OfAPngThatClaimsMoreThanAnInt_SaturatesInsteadOfTurningNegative() =>
        Assert.Equal(int.MaxValue, ImageHeader.Read(Png(uint.MaxValue, 1))!.Width);

    [Fact]
    public void Read_OfALossyWebP_GivesItsSize()
    {
        // frame tag (3), start code 9D 01 2A, width and height of 14 bits each under 2 bits of scale
        byte[] body = [0, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x42, 0xE0, 0x01, 0, 0];

        Assert.Equal(new ImageHeader("WebP", 640, 480, true), ImageHeader.Read(WebP("VP8 ", body)));
    }

    [Fact]
    public void Read_OfALosslessWebP_GivesItsSize()
    {
        // signature 2F, then width - 1 and height - 1 of 14 bits each
        var bits = 639u | 479u << 14;
        byte[] body = [0x2F, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24), 0, 0, 0, 0, 0];

        Assert.Equal(new ImageHeader("WebP", 640, 480, true), ImageHeader.Read(WebP("VP8L", body)));
    }

    [Fact]
    public void Read_OfTheSmallestLosslessWebP_GivesItsSize()
    {
        // 26 bytes: an image of one pixel takes less room than a lossy frame's header
        Assert.Equal(new ImageHeader("WebP", 1, 1, true), ImageHeader.Read(WebP("VP8L", 0x2F, 0, 0, 0, 0, 0)));
    }

    [Fact]
    public void Read_OfAnExtendedWebP_GivesItsSize()
    {
        byte[] body = [0, 0, 0, 0, 639 & 255, 639 >> 8, 0, 479 & 255, 479 >> 8, 0];

        Assert.Equal(new ImageHeader("WebP", 640, 480, true), ImageHeader.Read(WebP("VP8X", body)));
    }

    [Fact]
    public void Read_OfATruncatedWebP_IsIncomplete()
    {
        var file = WebP("VP8X", [0, 0, 0, 0, 9, 0, 0, 9, 0, 0, .. new byte[20]]);

        Assert.Equal(new ImageHeader("WebP", 10, 10, false), ImageHeader.Read(file.AsSpan()[..^1]));
    }

    [Fact]
    public void Read_OfAWebPCutInItsHeader_IsNull() => Assert.Null(ImageHeader.Read(WebP("VP8X", new byte[10]).AsSpan(0, 24)));

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a")]
    [InlineData("RIFF....WAVEfmt .........................")]
    [InlineData("RIFF....WEBPALPH.........................")]
    public void Read_OfAnotherFormat_IsNull(string file) => Assert.Null(ImageHeader.Read(Encoding.ASCII.GetBytes(file)));

    [Fact]
    public void Read_OfAnyTruncation_NeverThrows()
    {
        foreach (var file in new[] { Jpeg(640, 480), Png(300, 200), WebP("VP8 ", new byte[12]), WebP("VP8L", new byte[10]), WebP("VP8X", new byte[10]) })
        {
            for (var length = 0; length < file.Length; length++)
            {
                Assert.False(ImageHeader.Read(file.AsSpan(0, length)) is { IsComplete: true } and not { Format: "PNG" }, $"{length} bytes of {file.Length} were called complete.");
            }
        }
    }
}
