using System.Buffers.Binary;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What a file says beside its pixels, written again, in the same format and in others.</summary>
public class ImageMetadataTests
{
    const int Width = 24, Height = 18;

    static byte[] Again(byte[] file, ImageFormat? format = null) => ImageFile.Decode(file, "a").Encode(format);

    /// <summary>A thumbnail shows what the holes took away.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_OfExifWithAThumbnail_LeavesItOut(bool big)
    {
        var block = TiffFile.Block(big, TiffFile.Camera());
        byte[] Number(int value, int size)
        {
            var bytes = BitConverter.GetBytes(value)[..size];
            return big ? [.. bytes.Reverse()] : bytes;
        }

        byte[] Entry(int tag, int value) => [.. Number(tag, 2), .. Number(4, 2), .. Number(1, 4), .. Number(value, 4)];
        var (secret, second) = ("thumbnail"u8.ToArray(), block.Length);
        block = [.. block, .. Number(2, 2), .. Entry(0x0201, second + 30), .. Entry(0x0202, secret.Length), 0, 0, 0, 0, .. secret];
        var entries = big ? block[8] << 8 | block[9] : block[8] | block[9] << 8;
        Number(second, 4).CopyTo(block, 8 + 2 + 12 * entries);

        var written = FileParts.Exif(Again(new MadeFile(ImageFormat.Jpeg, Width, Height) { Exif = block }.Encode()))!;

        Assert.Equal(-1, written.AsSpan().IndexOf(secret));
        Assert.Equal(TiffFile.Read(TiffFile.Block(big, TiffFile.Camera())), TiffFile.Read(written));
    }

    [Fact]
    public void Encode_OfPngText_KeepsIt()
    {
        var file = new MadeFile(ImageFormat.Png, Width, Height)
        {
            Chunks = [("tEXt", [.. "Title\0Sea"u8]), ("iTXt", [.. "Author\0\0\0\0\0"u8, .. "Zoë"u8])],
        }.Encode();

        var written = Again(file);

        Assert.Equal([.. "Title\0Sea"u8], FileParts.Chunk(written, "tEXt")!);
        Assert.Equal([.. "Author\0\0\0\0\0"u8, .. "Zoë"u8], FileParts.Chunk(written, "iTXt")!);
        Assert.DoesNotContain(FileParts.OfPng(written), chunk => chunk.Type == "zTXt");
    }

    [Fact]
    public void Encode_OfPngChunksBehindThePixels_KeepsThem()
    {
        var file =
            new MadeFile(ImageFormat.Png, Width, Height) { Chunks = [("tEXt", [.. "Title\0Sea"u8])],
                Exif = TiffFile.Block(false, TiffFile.Camera()) }.Encode();
        var start = 8 + 25; // signature and header
        var (text, exif) = (12 + 9, 12 + FileParts.Exif(file)!.Length);

        byte[] moved = [.. file[..start], .. file[(start + text + exif)..^12], .. file[start..(start + text + exif)], .. file[^12..]];

        Assert.Equal([.. "Title\0Sea"u8], FileParts.Chunk(Again(moved), "tEXt")!);
        Assert.Equal(FileParts.Exif(file), FileParts.Exif(Again(moved)));
    }

    [Fact]
    public void Decode_OfAPngWithItsOrientationBehindThePixels_IsUpright()
    {
        using var folder = new TemporaryFolder();
        var exif = TiffFile.Block(false, TiffFile.Short(TiffFile.Orientation, 6));
        var file = new MadeFile(ImageFormat.Png, Width, Height) { Exif = exif }.Encode();
        const int start = 8 + 25;
        var end = start + 12 + exif.Length;
        byte[] moved = [.. file[..start], .. file[end..^12], .. file[start..end], .. file[^12..]];
        File.WriteAllBytes(folder["a.png"], moved);

        Assert.Equal(new(Height, Width), ImageFile.ReadSize(folder["a.png"]));
        Assert.Equal(new(Height, Width), ImageFile.SizeOf(moved, "a"));
        Assert.Equal(ImageFile.Decode(file, "a").Colors.Pixels, ImageFile.Decode(moved, "a").Colors.Pixels);
        Assert.Equal("1", TiffFile.Read(FileParts.Exif(Again(moved))!)[$"{TiffFile.Orientation}"]);
    }

    [Fact]
    public void Encode_OfPngColorChunks_KeepsThemByteByByte()
    {
        (string Type, byte[] Data)[] chunks =
        [
            ("gAMA", [0, 1, 0x86, 0xA0]), ("cHRM", [.. new byte[31], 7]), ("sRGB", [2]), ("cICP", [12, 16, 0, 1]),
            ("tIME", [7, 230, 1, 2, 3, 4, 5]),
        ];

        foreach (var chunk in chunks)
        {
            var written = Again(new MadeFile(ImageFormat.Png, Width, Height) { Chunks = [chunk] }.Encode());

            Assert.Equal(chunk.Data, FileParts.Chunk(written, chunk.Type));
            Assert.Single(FileParts.OfPng(written), c => c.Type == chunk.Type);
        }
    }

    [Fact]
    public void Encode_OfXmp_KeepsItInEveryFormat()
    {
        const string xmp =
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>";
        var data = System.Text.Encoding.UTF8.GetBytes(xmp);
        var file =
            new MadeFile(ImageFormat.Png, Width, Height) { Chunks = [("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. data])] }.Encode();

        Assert.All(Enum.GetValues<ImageFormat>(), format => Assert.True(Again(file, format).AsSpan().IndexOf(data) >= 0, $"{format}"));
    }

    /// <summary>Camera, author, place and resolution go to a scan's format and back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_OfAJpegAsTiffAndBack_KeepsAllEntries(bool big)
    {
        var block = TiffFile.Block(big, TiffFile.Camera(orientation: 6));
        var expected = TiffFile.Read(block);
        expected.Remove($"{TiffFile.Orientation}");
        var jpeg = new MadeFile(ImageFormat.Jpeg, Width, Height) { Exif = block, Profile = MadeFile.DisplayP3, Density = 300 }.Encode();

        var tiff = Again(jpeg, ImageFormat.Tiff);
        var back = Again(tiff, ImageFormat.Jpeg);

        var read = TiffFile.Read(tiff);
        Assert.All(expected, entry => Assert.Equal(entry.Value, read.GetValueOrDefault(entry.Key)));
        Assert.Equal(expected, TiffFile.Read(FileParts.Exif(back)!));
        Assert.Equal(("300 1 × 300 1 2", "01012C012C"), (FileParts.Density(tiff), FileParts.Density(back)));
        Assert.All([tiff, back], file => Assert.Equal(MadeFile.DisplayP3, FileParts.Profile(file)));
        Assert.Equal(new(Height, Width), ImageFile.Decode(tiff, "a").Size);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_OfATiff_KeepsItsOwnEntries(bool big)
    {
        var file =
            TiffFile.Of(Width, Height, 3, 16, new MadeFile(ImageFormat.Tiff, Width, Height, Bits: 16).Samples, big, TiffFile.Camera());
        var expected = TiffFile.Read(TiffFile.Block(big, TiffFile.Camera()));
        expected.Remove($"{TiffFile.Orientation}");

        var (tiff, png) = (TiffFile.Read(Again(file)), TiffFile.Read(FileParts.Exif(Again(file, ImageFormat.Png))!));

        Assert.All(expected, entry => Assert.Equal(entry.Value, tiff.GetValueOrDefault(entry.Key)));
        Assert.Equal(expected, png);
    }

    [Theory]
    [InlineData(ImageFormat.Png, ImageFormat.Jpeg, "01012C012C")]
    [InlineData(ImageFormat.Jpeg, ImageFormat.Png, "00002E2300002E2301")]
    [InlineData(ImageFormat.Tiff, ImageFormat.Jpeg, "01012C012C")]
    public void Encode_AsAnotherFormat_KeepsTheResolution(ImageFormat from, ImageFormat to, string expected) =>
        Assert.Equal(expected, FileParts.Density(Again(new MadeFile(from, Width, Height) { Density = 300 }.Encode(), to)));

    /// <summary>JPEG files without a resolution say a ratio of 1 and no unit.</summary>
    [Fact]
    public void Encode_WithoutAResolution_MakesNoneUp()
    {
        Assert.Null(FileParts.Density(Again(new MadeFile(ImageFormat.Png, Width, Height).Encode())));
        Assert.Null(FileParts.Density(Again(new MadeFile(ImageFormat.Tiff, Width, Height).Encode())));
        Assert.Equal("0000010001", FileParts.Density(Again(new MadeFile(ImageFormat.Png, Width, Height).Encode(), ImageFormat.Jpeg)));
    }

    [Fact]
    public void Encode_OfALongProfile_KeepsItInParts()
    {
        byte[] profile = [.. MadeFile.DisplayP3, .. new byte[150_000]];
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length); // its own length
        var file = new MadeFile(ImageFormat.Png, Width, Height) { Profile = profile }.Encode();

        Assert.All(Enum.GetValues<ImageFormat>(), format => Assert.Equal(profile, FileParts.Profile(Again(file, format))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Encode_Of16Bits_KeepsEveryValue(int bands)
    {
        var made = new MadeFile(ImageFormat.Png, Width, Height, bands, Bits: 16);
        var tiff = TiffFile.Of(Width, Height, bands, 16, made.Samples, big: true);

        Assert.All([Again(made.Encode()), Again(made.Encode(), ImageFormat.Tiff), Again(tiff), Again(tiff, ImageFormat.Png)], file =>
        {
            using var image = NetVips.Image.NewFromBuffer(file);
            Assert.Equal((bands, NetVips.Enums.BandFormat.Ushort), (image.Bands, image.Format));
            Assert.Equal(made.Samples, System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(image.WriteToMemory<ushort>())
                .ToArray());
        });
    }

    [Fact]
    public void Colors_Of16Bits_AreRounded()
    {
        byte[] values = [0, 0, 0, 128, 0, 129, 255, 126, 255, 255, 1, 0]; // big-endian: 0, 128, 129, 65406, 65535, 256

        Assert.Equal([0, 0, 1, 254, 255, 1], ImageFile.Decode(PngFile.Encode(2, 1, PngFile.Rgb, 16, values), "a").Colors.Pixels);
    }

    [Fact]
    public void Exif_ThatIsDamagedAnywhere_EndsWell()
    {
        var block = TiffFile.Block(big: false, TiffFile.Camera(6));
        for (var at = 0; at < block.Length; at++)
        {
            byte[] cut = block[..at], changed = [.. block[..at], 0xFF, .. block[(at + 1)..]];
            foreach (var exif in new[] { cut, changed })
            {
                var file = ImageFile.Decode(new MadeFile(ImageFormat.Png, 3, 2) { Exif = exif }.Encode(), "a");
                Assert.All(Enum.GetValues<ImageFormat>(), format => Assert.Equal(6, ImageFile.Decode(file.Encode(format), "b").Size.Area));
            }
        }
    }
}
