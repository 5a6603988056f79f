using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetVips;
using PConv.MLNet.Images;

namespace PConv.MLNet.Testing;

/// <summary>A file of any format and kind, made by hand as far as its format allows: pixels of JPEG and WebP files come from libvips, all
/// else does not.</summary>
sealed record MadeFile(ImageFormat Format, int Width, int Height, int Bands = 3, int Bits = 8)
{
    /// <summary>A profile other than sRGB's.</summary>
    public static byte[] DisplayP3 { get; } = Image.ProfileLoad("p3");

    /// <summary>A gray profile: header, white point, a tone curve of gamma 2.2, name and copyright (ICC.1:2001-04).</summary>
    public static byte[] GrayGamma { get; } = MakeGray();

    public byte[]? Profile { get; init; }

    public byte[]? Exif { get; init; }

    /// <summary>Dots per inch; 0 for none.</summary>
    public int Density { get; init; }

    /// <summary>Of JPEG files, and of WebP files that are not lossless.</summary>
    public int Quality { get; init; } = 90;

    public bool IsFullColor { get; init; } = true;

    public bool IsLossless { get; init; } = true;

    public bool IsPalette { get; init; }

    public bool IsBigEndian { get; init; }

    /// <summary>Further chunks of a PNG file.</summary>
    public (string Type, byte[] Data)[] Chunks { get; init; } = [];

    public bool HasAlpha => Bands is 2 or 4;

    /// <summary>Row by row, values of 16 bits in little-endian order: smooth colors; transparent, translucent and opaque columns.</summary>
    public byte[] Samples => samples ??= Make();

    byte[]? samples;

    /// <summary>The same file of other pixels.</summary>
    public MadeFile Of(byte[] pixels) => this with { samples = pixels };

    public byte[] Encode() => Format switch
    {
        ImageFormat.Png => Png(),
        ImageFormat.Jpeg => Jpeg(),
        ImageFormat.WebP => WebP(),
        _ => Tiff(),
    };

    public string Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Encode());
        return path;
    }

    byte[] Make()
    {
        var size = Bits / 8;
        var colors = Testing.Samples.Image(Width, Height, Bands);
        var pixels = new byte[Width * Height * Bands * size];
        for (var i = 0; i < Width * Height * Bands; i++)
        {
            var (x, band) = (i / Bands % Width, i % Bands);
            var isAlpha = HasAlpha && band == Bands - 1;
            var value = isAlpha ? x % 3 == 0 ? 0 : x % 3 == 1 ? 40 + x % 200 : 255 : IsPalette ? 0 : colors.Pixels[i / Bands * 3 + band];
            pixels[i * size + size - 1] = (byte)value;
            if (size == 2)
            {
                pixels[i * size] = (byte)(isAlpha ? value : 37 * i);
            }
        }

        for (var i = 0; IsPalette && i < Width * Height; i++)
        {
            Color(i % Width % 16 * 16 + i / Width % 16).CopyTo(pixels, Bands * i);
        }

        return pixels;
    }

    static byte[] Color(int entry) => [(byte)entry, (byte)(255 - entry), (byte)(entry * 7)];

    static byte[] MakeGray()
    {
        (string Tag, byte[] Data)[] tags =
        [
            ("desc", [.. "desc"u8, 0, 0, 0, 0, 0, 0, 0, 5, .. "Gray\0"u8, .. new byte[79]]),
            ("cprt", [.. "text"u8, 0, 0, 0, 0, .. "none\0\0\0\0"u8]),
            ("wtpt", [.. "XYZ "u8, 0, 0, 0, 0, 0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D]),
            ("kTRC", [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0x33, 0, 0]),
        ];
        var (table, data) = (new List<byte>(), new List<byte>());
        foreach (var (tag, bytes) in tags)
        {
            table.AddRange([.. Encoding.ASCII.GetBytes(tag), .. Number(128 + 4 + 12 * tags.Length + data.Count), .. Number(bytes.Length)]);
            data.AddRange(bytes);
        }

        byte[] profile =
        [
            .. Number(132 + table.Count + data.Count), .. "none"u8, 2, 0x10, 0, 0, .. "mntrGRAYXYZ "u8, 7, 230, 0, 1, 0, 1, 0, 0, 0, 0, 0,
            0, .. "acsp"u8, .. new byte[28],
            0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D, .. new byte[48], .. Number(tags.Length), .. table, .. data,
        ];
        return profile;

        static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }

    byte[] Png()
    {
        var rows = (byte[])Samples.Clone();
        for (var i = 0; Bits == 16 && i < rows.Length; i += 2)
        {
            (rows[i], rows[i + 1]) = (rows[i + 1], rows[i]);
        }

        List<(string, byte[])> chunks = [.. Chunks];
        if (Profile is { } profile)
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                zlib.Write(profile);
            }

            chunks.Add(("iCCP", [.. "P3"u8, 0, 0, .. packed.ToArray()]));
        }

        if (Density > 0)
        {
            var density = new byte[9];
            BinaryPrimitives.WriteInt32BigEndian(density, (int)Math.Round(Density / .0254));
            density.AsSpan(0, 4).CopyTo(density.AsSpan(4));
            density[8] = 1; // per meter
            chunks.Add(("pHYs", density));
        }

        if (Exif is { } exif)
        {
            chunks.Add(("eXIf", exif));
        }

        if (IsPalette)
        {
            chunks.Add(("PLTE", [.. Enumerable.Range(0, 256).SelectMany(Color)]));
            return PngFile.Encode(Width, Height, PngFile.Palette, 8, [.. rows.Where((_, i) => i % 3 == 0)], [.. chunks]);
        }

        var type = Bands switch { 1 => PngFile.Gray, 2 => PngFile.GrayAlpha, 3 => PngFile.Rgb, _ => PngFile.Rgba };
        return PngFile.Encode(Width, Height, type, (byte)Bits, rows, [.. chunks]);
    }

    byte[] Jpeg()
    {
        using var image = Image.NewFromMemory(Samples, Width, Height, Bands, Enums.BandFormat.Uchar);
        using var described = image.Copy(interpretation: Bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        var file =
            described.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None, subsampleMode: IsFullColor ? Enums.ForeignSubsample.Off
                : Enums.ForeignSubsample.On);
        if (file[3] == 0xE0)
        {
            file = [0xFF, 0xD8, .. file[(4 + (file[4] << 8 | file[5]))..]];
        }

        if (Profile is { } profile)
        {
            file = [0xFF, 0xD8, 0xFF, 0xE2, (byte)((profile.Length + 16) >> 8), (byte)(profile.Length + 16), .. "ICC_PROFILE\0"u8, 1, 1,
                .. profile, .. file[2..]];
        }

        if (Density > 0)
        {
            file = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 1, (byte)(Density >> 8), (byte)Density, (byte)(Density >> 8),
                (byte)Density, 0, 0, .. file[2..]];
        }

        return Exif is { } exif ? JpegFile.WithExif(file, exif) : file;
    }

    byte[] WebP()
    {
        using var image = Image.NewFromMemory(Samples, Width, Height, Bands, Enums.BandFormat.Uchar);
        using var described = image.Copy(interpretation: Enums.Interpretation.Srgb);
        var file = described.WebpsaveBuffer(q: Quality, lossless: IsLossless, exact: true, keep: Enums.ForeignKeep.None);
        if (Profile is null && Exif is null)
        {
            return file;
        }

        const byte profileFlag = 32, alphaFlag = 16, exifFlag = 8;
        var flags = (byte)((Profile is null ? 0 : profileFlag) | (HasAlpha ? alphaFlag : 0) | (Exif is null ? 0 : exifFlag));
        byte[] chunks =
        [
            .. Riff("VP8X",
                [flags, 0, 0, 0, (byte)(Width - 1), (byte)((Width - 1) >> 8), 0, (byte)(Height - 1), (byte)((Height - 1) >> 8), 0]),
            .. Profile is null ? [] : Riff("ICCP", Profile),
            .. FileParts.OfWebP(file).Where(chunk => chunk.Type != "VP8X").SelectMany(chunk => Riff(chunk.Type, chunk.Data)),
            .. Exif is null ? [] : Riff("EXIF", Exif),
        ];
        return Riff("RIFF", [.. "WEBP"u8, .. chunks]);

        static byte[] Riff(string type, byte[] data) =>
            [.. Encoding.Latin1.GetBytes(type), (byte)data.Length, (byte)(data.Length >> 8), (byte)(data.Length >> 16), 0, .. data,
                .. new byte[data.Length % 2]];
    }

    byte[] Tiff()
    {
        List<TiffFile.Entry> entries = [];
        if (Profile is { } profile)
        {
            entries.Add(TiffFile.Bytes(TiffFile.Profile, profile));
        }

        if (Exif is not null)
        {
            entries.AddRange(TiffFile.Camera()
                .Where(entry => Density > 0 || entry.Tag is not (TiffFile.XResolution or TiffFile.YResolution or TiffFile.ResolutionUnit)));
        }
        else if (Density > 0)
        {
            entries.AddRange(
                [TiffFile.Rational(TiffFile.XResolution, (uint)Density, 1), TiffFile.Rational(TiffFile.YResolution, (uint)Density, 1),
                    TiffFile.Short(TiffFile.ResolutionUnit, 2)]);
        }

        return TiffFile.Of(Width, Height, Bands, Bits, Samples, IsBigEndian, [.. entries]);
    }
}
