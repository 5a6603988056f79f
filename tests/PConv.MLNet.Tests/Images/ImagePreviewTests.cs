using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetVips;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Previews and originals inside of files, which would show what was filled, and what else copies do not have.</summary>
public class ImagePreviewTests
{
    const int Width = 24, Height = 18;

    /// <summary>A small JPEG file with a thumbnail of its own, and words in the pixels that are looked for.</summary>
    static readonly byte[] Preview =
    [
        0xFF, 0xD8, 0xFF, 0xE1, 0, 8, 0xFF, 0xD8, .. "ab"u8, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2, .. "original"u8, 0xFF, 0xD9,
    ];

    static readonly byte[] Iptc = [0x1C, 2, 80, 0, 3, .. "Zoe"u8];

    static ImageFile File(byte[] file) => ImageFile.Decode(file, "a");

    static bool Has(byte[] file, ReadOnlySpan<byte> words) => file.AsSpan().IndexOf(words) >= 0;

    /// <summary>Photoshop's resources with a thumbnail before and behind the IPTC.</summary>
    static byte[] Resources()
    {
        static byte[] Resource(byte id, byte[] data) =>
            [.. "8BIM"u8, 4, id, 0, 0, 0, 0, 0, (byte)data.Length, .. data, .. new byte[data.Length % 2]];

        return [.. Resource(9, Preview), .. Resource(4, Iptc), .. Resource(12, Preview), .. Resource(6, [1])];
    }

    static byte[] WithSegment(byte marker, byte[] data) =>
        [0xFF, 0xD8, 0xFF, marker, 0, (byte)(data.Length + 2), .. data, .. new MadeFile(ImageFormat.Jpeg, Width, Height).Encode()[2..]];

    static byte[] Png(params (string Type, byte[] Data)[] chunks) =>
        new MadeFile(ImageFormat.Png, Width, Height) { Chunks = chunks }.Encode();

    [Fact]
    public void Encode_OfPhotoshopsThumbnails_LeavesThemOut_AndKeepsIptcWhereThereIsAPlace()
    {
        var file = File(WithSegment(0xED, [.. "Photoshop 3.0\0"u8, .. Resources()]));
        var (jpeg, png, tiff) = (file.Encode(), file.Encode(ImageFormat.Png), file.Encode(ImageFormat.Tiff));

        Assert.All([jpeg, tiff, png], written => Assert.False(Has(written, "original"u8)));
        Assert.True(Has(jpeg, [.. "Photoshop 3.0\08BIM"u8, 4, 4, 0, 0, 0, 0, 0, 8, .. Iptc, .. "8BIM"u8, 4, 6]));
        Assert.Equal(string.Join(' ', Iptc), TiffFile.Read(tiff)["33723"]);
        Assert.True(Has(png, "Raw profile type iptc\0\niptc\n      34\n3842494d0404000000000008"u8));
        Assert.True(Has(File(tiff).Encode(ImageFormat.Jpeg), [.. "8BIM"u8, 4, 4, 0, 0, 0, 0, 0, 8, .. Iptc]));
    }

    [Fact]
    public void Encode_OfATiffOfPhotoshop_LeavesThumbnailsAndLayersOut_AndSaysTheLayers()
    {
        var rgb = new MadeFile(ImageFormat.Tiff, Width, Height).Samples;
        var file = File(TiffFile.Of(Width, Height, 3, 8, rgb, false, TiffFile.Bytes(34377, Resources()), TiffFile.Bytes(37724, Preview)));

        Assert.Equal(["'a' has Photoshop's layers, which are left out."], file.Notes);
        Assert.All(Enum.GetValues<ImageFormat>(), format => Assert.False(Has(file.Encode(format), "original"u8)));
        Assert.DoesNotContain("37724", TiffFile.Read(file.Encode()).Keys);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    public void Encode_OfAMakersNoteWithAPreview_ClearsIt_AndKeepsTheRest(ImageFormat format)
    {
        byte[] note = [.. "note"u8, .. Preview, .. "end"u8], cleared = [.. "note"u8, .. new byte[Preview.Length], .. "end"u8];
        var exif = TiffFile.Block(big: false, TiffFile.Bytes(37500, note));
        var pixels = new MadeFile(format, Width, Height).Samples;
        var file = format == ImageFormat.Tiff ? TiffFile.Of(Width, Height, 3, 8, pixels, false, TiffFile.Bytes(37500, note))
            : new MadeFile(format, Width, Height) { Exif = exif }.Encode();

        Assert.Equal(string.Join(' ', cleared), TiffFile.Read(FileParts.Exif(File(file).Encode())!)["37500"]);
    }

    [Fact]
    public void Encode_OfAJfifThumbnail_KeepsTheResolutionAlone()
    {
        byte[] jfif = [.. "JFIF\0"u8, 1, 2, 1, 0, 72, 0, 72, 1, 2, .. "origin"u8];

        Assert.Equal([.. jfif[..12], 0, 0], FileParts.OfJpeg(File(WithSegment(0xE0, jfif)).Encode()).First(s => s.Marker == 0xE0).Data);
    }

    [Fact]
    public void Encode_OfXmpWithAThumbnail_LeavesItOut_AndTurnsItsOrientation()
    {
        static byte[] Chunk(string image, int orientation) => [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(
            $"<x:xmpmeta xmlns:x='adobe:ns:meta/'><tiff:Orientation>{orientation}</tiff:Orientation><xmpGImg:image>{image}" +
            "</xmpGImg:image></x:xmpmeta>")];
        var file = File(Png(("iTXt", Chunk("b3JpZ2luYWw=", 6))));

        Assert.Equal(Chunk("", 1), FileParts.Chunk(file.Encode(), "iTXt"));
        Assert.True(Has(file.Encode(ImageFormat.Jpeg), Chunk("", 1).AsSpan(22)));
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Tiff)]
    public void Encode_OfIptcWithAPreview_ClearsIt_AndKeepsTheRest(ImageFormat format)
    {
        byte[] Records(byte[] preview) => [0x1C, 2, 202, 0, (byte)preview.Length, .. preview, .. Iptc];
        var records = Records(Preview);
        byte[] resource =
            [.. "Photoshop 3.0\08BIM"u8, 4, 4, 0, 0, 0, 0, 0, (byte)records.Length, .. records, .. new byte[records.Length % 2]];
        var written = File(WithSegment(0xED, resource)).Encode(format);

        Assert.True(Has(written, Records(new byte[Preview.Length])));
        Assert.False(Has(written, "original"u8));
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 1)] // the pixels are upright
    public void Encode_OfExifInText_LeavesItsThumbnailOut_AndTurnsItsOrientationWithThePixels(bool isTurned, int orientation)
    {
        static byte[] Profile(uint turn) =>
            [.. "Exif\0\0"u8, .. TiffFile.Block(big: true, TiffFile.Short(274, turn), TiffFile.Text(315, "Zoe Zed"))];

        static byte[] Linked(byte[] profile) // a second directory, of one strip of pixels
        {
            var at = profile.Length - 6;
            byte[] second = [0, 2, 1, 17, 0, 4, 0, 0, 0, 1, 0, 0, 0, (byte)(at + 30), 1, 23, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0];
            profile[6 + 8 + 2 + 2 * 12 + 3] = (byte)at;
            return [.. profile, .. second, .. "original"u8];
        }

        static byte[] Text(byte[] profile) => Encoding.Latin1.GetBytes($"Raw profile type exif\0\nexif\n{profile.Length,8}\n"
            + string.Concat(Convert.ToHexStringLower(profile).Chunk(72).Select(line => new string(line) + "\n")));
        var chunk = TiffFile.Block(big: false, TiffFile.Short(274, 6));
        var file = File(Png([("tEXt", Text(Linked(Profile(6)))), .. isTurned ? [("eXIf", chunk)] : Array.Empty<(string, byte[])>()]));

        var text = Encoding.Latin1.GetString(FileParts.Chunk(file.Encode(), "tEXt")!).Split('\n', 4)[3].Replace("\n", "");
        var written = TiffFile.Read(Convert.FromHexString(text).AsSpan(6));
        Assert.Equal(isTurned ? new(Height, Width) : new ImageSize(Width, Height), file.Size);
        Assert.Equal($"{orientation}", written["274"]);
        Assert.Equal(TiffFile.Read(Profile(1).AsSpan(6))["315"], written["315"]);
        Assert.DoesNotContain(Convert.ToHexStringLower("original"u8), text);
        Assert.DoesNotContain("original", Encoding.Latin1.GetString(Convert.FromHexString(text)));
    }

    [Theory]
    [InlineData("exif", "tEXt")]
    [InlineData("APP1", "zTXt")]
    [InlineData("8bim", "tEXt")]
    [InlineData("xmp", "zTXt")]
    [InlineData("exif", "iTXt")]
    [InlineData("exif", "iTXt, compressed")]
    public void Encode_OfAProfileInTextWithAPreview_LeavesThePreviewOut_AndKeepsTheRest(string name, string chunk)
    {
        byte[] Profile(bool whole) => name switch
        {
            "8bim" => whole ? Resources() : PhotoshopResources.WithoutThumbnails(Resources()),
            "xmp" => [.. "<a xmpGImg:image='"u8, .. whole ? "b3JpZ2luYWw="u8 : [], .. "' b='kept'/>"u8],
            _ => [.. name == "APP1" ? "Exif\0\0"u8 : [], .. TiffFile.Block(big: false, TiffFile.Bytes(37500,
                [.. "note"u8, .. whole ? Preview : new byte[Preview.Length], .. "end"u8]))],
        };
        byte[] Text(bool whole) => Encoding.Latin1.GetBytes(
            $"\n{name}\n{Profile(whole).Length,8}\n" + string.Concat(Convert.ToHexStringLower(Profile(whole)).Chunk(72)
                .Select(line => new string(line) + "\n")));
        byte[] key = [.. Encoding.Latin1.GetBytes("Raw profile type " + name), 0];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(Text(whole: true));
        }

        var file = Png((chunk[..4], chunk switch
        {
            "zTXt" => [.. key, 0, .. packed.ToArray()],
            "iTXt" => [.. key, 0, 0, .. "en\0name\0"u8, .. Text(whole: true)],
            "tEXt" => [.. key, .. Text(whole: true)],
            _ => [.. key, 1, 0, 0, 0, .. packed.ToArray()],
        }));

        Assert.Equal([.. key, .. Text(whole: false)], FileParts.Chunk(File(file).Encode(), "tEXt")!);
        Assert.All(["zTXt", "iTXt"], type => Assert.Null(FileParts.Chunk(File(file).Encode(), type)));
    }

    [Theory]
    [InlineData("tEXt", "Raw profile type exif\0no digits")]
    [InlineData("zTXt", "Raw profile type exif\0\0no zlib")]
    [InlineData("tEXt", "Raw profile type icm\0\nicm\n       2\nffd8\n")]
    [InlineData("tEXt", "Raw profile type exif")]
    [InlineData("iTXt", "Raw profile type exif\0\0")]
    [InlineData("iTXt", "Raw profile type exif\0\0\0en\0")]
    public void Encode_OfTextThatIsNoProfile_KeepsItAsItIs(string type, string text)
    {
        var data = Encoding.Latin1.GetBytes(text);

        Assert.Equal(data, FileParts.Chunk(File(Png((type, data))).Encode(), type));
    }

    [Theory]
    [InlineData(0xEB, "JP\0\u0001", "'a' has segments that are left out: APP11 (JP).")]
    [InlineData(0xE2, "urn:iso:std:iso:ts:21496:-1\0", "'a' has segments that are left out: APP2 (urn:iso:std:iso:ts:21496:-1).")]
    [InlineData(0xE4, "\0\u0001", "'a' has segments that are left out: APP4.")]
    [InlineData(0xEC, "Ducky\0", null)]
    [InlineData(0xEE, "Adobe\0d", null)]
    public void Notes_OfSegmentsThatCopiesDoNotHave_NameThem(byte marker, string data, string? note) =>
        Assert.Equal(note is null ? [] : [note], File(WithSegment(marker, Encoding.Latin1.GetBytes(data))).Notes);

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public void Notes_OfWhatStandsBehindTheImage_SayHowMuch(ImageFormat format)
    {
        var file = new MadeFile(format, Width, Height).Encode();

        Assert.Equal(["'a' has 1,500 bytes behind the image, which are left out."], File([.. file, .. "film"u8, .. new byte[1496]]).Notes);
        Assert.Empty(File([.. file, 0, 0, 10]).Notes);
        Assert.False(Has(File([.. file, .. "film"u8]).Encode(), "film"u8));
    }

    [Fact]
    public void Encode_OfALongXmpWithTheUneditedImage_LeavesItOutAndSaysSo()
    {
        var file = File(WithSegment(0xE1,
            [.. "http://ns.adobe.com/xmp/extension/\0"u8, .. new byte[40], .. "<a GImage:Data='b3JpZ2luYWw='/>"u8]));

        Assert.Equal(["'a' has further images beside the first, which is the only one that is read."], file.Notes);
        Assert.False(Has(file.Encode(), "b3JpZ2luYWw="u8));
    }

    [Fact]
    public void Encode_OfSignificantBitsAndBackground_KeepsThem_OrSaysThatTheyAreOfOtherSamples()
    {
        (string Type, byte[] Data)[] chunks = [("sBIT", [5, 6, 5]), ("bKGD", [0, 1, 0, 2, 0, 3])];
        var same = File(Png(chunks));
        var palette = File(new MadeFile(ImageFormat.Png, Width, Height) { Chunks = [chunks[0]], IsPalette = true }.Encode());

        Assert.All(chunks, chunk => Assert.Equal(chunk.Data, FileParts.Chunk(same.Encode(), chunk.Type)));
        Assert.Empty(same.Notes);
        Assert.Equal(["'a' has chunks that are left out: sBIT."], palette.Notes);
        Assert.Null(FileParts.Chunk(palette.Encode(), "sBIT"));
    }

    [Fact]
    public void Notes_OfChunksOfUnknownMeaning_NameThem() =>
        Assert.Equal(["'a' has chunks that are left out: caBX."], File(Png(("caBX", [1, 2]))).Notes);

    [Fact]
    public void Notes_OfChunksOfAWebPThatCopiesDoNotHave_NameThem()
    {
        var exif = TiffFile.Block(big: false);
        var made = new MadeFile(ImageFormat.WebP, Width, Height, Bands: 4) { Exif = exif, Profile = MadeFile.DisplayP3 };
        byte[] file = [.. made.Encode(), .. "ABCD"u8, 1, 0, 0, 0, 1, 0];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);

        Assert.Equal(["'a' has chunks that are left out: ABCD."], File(file).Notes);
    }

    [Fact]
    public void Notes_OfABigTiff_SayThatItsFieldsAreNotRead()
    {
        using var black = Image.Black(Width, Height);

        Assert.Equal(["'a' is a BigTIFF file, from which fields such as author, date and camera are not read."],
            File(black.TiffsaveBuffer(bigtiff: true)).Notes);
        Assert.Empty(File(black.TiffsaveBuffer()).Notes);
    }

    [Fact]
    public void LossesIn_OtherFormats_OfTextAndComments_AreTold()
    {
        var (png, jpeg) = (File(Png(("tEXt", [.. "Title\0Sea"u8]))), File(WithSegment(0xFE, [.. "hello"u8])));

        Assert.Equal(["'a' has text fields; TIFF files have no place for them. Write PNG to keep them."], png.LossesIn(ImageFormat.Tiff));
        Assert.Equal(["'a' has comments; PNG files have no place for them. Write JPEG to keep them."], jpeg.LossesIn(ImageFormat.Png));
        Assert.All([png.LossesIn(ImageFormat.Png), jpeg.LossesIn(ImageFormat.Jpeg)], Assert.Empty);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, 3, ImageFormat.Jpeg, "RGB values, as the JPEG file has them")]
    [InlineData(ImageFormat.Tiff, 3, ImageFormat.Tiff, "RGB values, as the TIFF file has them")]
    [InlineData(ImageFormat.Png, 1, ImageFormat.WebP, "RGB values, as the WebP file has them")]
    [InlineData(ImageFormat.Png, 3, ImageFormat.Jpeg, "RGB values, as the JPEG file has them")]
    [InlineData(ImageFormat.Png, 1, ImageFormat.Tiff, null)]
    [InlineData(ImageFormat.Jpeg, 1, ImageFormat.Jpeg, null)]
    public void LossesIn_OfAGrayProfile_AreToldWhereItIsLeftOut(ImageFormat format, int bands, ImageFormat target, string? values)
    {
        var file = File(new MadeFile(format, Width, Height, bands) { Profile = MadeFile.GrayGamma }.Encode());

        Assert.Equal(values is null ? [] : [$"'a' has a color profile that is not for {values}; it is left out."], file.LossesIn(target));
        Assert.Equal(values is null, FileParts.Profile(file.Encode(target)) is not null);
    }

    [Theory]
    [InlineData(ImageFormat.WebP, 16_384, "WebP files are at most 16,383 pixels.")]
    [InlineData(ImageFormat.Jpeg, 65_501, "JPEG files are at most 65,500 pixels.")]
    public void Encode_OfSidesLongerThanAFormatTakes_SaysSo(ImageFormat format, int width, string most)
    {
        var file = ImageFile.From(new(width, 1));

        Assert.Equal($"'image' is {width}×1, and the sides of {most} Write PNG or TIFF.",
            Assert.Throws<ArgumentException>(() => file.Encode(format)).Message);
        Assert.NotEmpty(file.Encode(ImageFormat.Tiff));
    }

    [Fact]
    public void Notes_OfATiffCutInItsExifEntries_SaySo()
    {
        var exif = TiffFile.Block(false, TiffFile.Folder(34665, TiffFile.Bytes(37500, new byte[200])));
        var tiff = File(new MadeFile(ImageFormat.Jpeg, Width, Height) { Exif = exif }.Encode()).Encode(ImageFormat.Tiff);

        Assert.Empty(File(tiff).Notes);
        Assert.Equal(["'a' has damaged EXIF entries, which are left out."], File(tiff[..^1]).Notes);
    }
}
