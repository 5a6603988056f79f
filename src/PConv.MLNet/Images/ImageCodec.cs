using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using NetVips;
using Vips = NetVips.NetVips;

namespace PConv.MLNet.Images;

/// <summary>Decodes and encodes image files with libvips.</summary>
static class ImageCodec
{
    const int PngCompression = 1; // zlib's fastest: twice the speed of 6, files about 10 % larger
    const int WebPQuality = 95;
    const long Slack = 1 << 26; // for what decoders and encoders allocate beside samples
    const string Orientation = "orientation", Exif = "exif-data", Xmp = "xmp-data", Iptc = "iptc-data", ResolutionUnit = "resolution-unit";

    /// <summary>Messages of libvips and its libraries when memory or threads run out.</summary>
    static readonly string[] OutOfMemory = ["out of memory", "creating thread", "cannot allocate", "failed to allocate"];

    /// <summary>Messages of the decoders for undamaged files with a feature they do not support.</summary>
    static readonly string[] NotRead = ["unsupported", "not supported", "not configured", "not implemented"];

    static ImageCodec()
    {
        Cache.Max = 0; // no image is read twice
        Vips.BlockUntrusted = true; // libvips does not use loaders that it marks as unsafe for untrusted files
        Vips.Concurrency = 1; // callers process several files at once
        foreach (var domain in (string[])["VIPS", "GLib-GObject"])
        {
            Log.SetLogHandler(domain, Enums.LogLevelFlags.All, (_, _, _) => { }); // errors are thrown as exceptions
        }
    }

    /// <summary>Reads the upright size from the header.</summary>
    /// <param name="file">The file, or its first part.</param>
    /// <param name="name">Name used in messages.</param>
    /// <param name="isLimited">Whether sizes too large to decode throw.</param>
    public static ImageSize ReadSize(byte[] file, string name, bool isLimited = true)
    {
        var format = ImageFormats.OfContent(file, name);
        EnsureMemory(2L * file.Length, name);
        using var source = Source.NewFromMemory(format == ImageFormat.Png ? PngChunks.WithMetadataFirst(file) : file);
        return ReadSize(source, format, name, isLimited);
    }

    /// <summary>Like <see cref="ReadSize(byte[], string, bool)"/>, without reading the whole file.</summary>
    public static ImageSize ReadSize(string path)
    {
        Span<byte> start = stackalloc byte[ImageFormats.SignatureLength];
        using (var stream = File.OpenRead(path))
        {
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (ImageFormats.OfContent(start, path) == ImageFormat.Png && PngChunks.HasExifBehindPixels(stream))
            {
                return ReadSize(File.ReadAllBytes(path), path);
            }
        }

        EnsureMemory(2 * new FileInfo(path).Length, path);
        using var source = Source.NewFromFile(path);
        return ReadSize(source, ImageFormats.OfContent(start, path), path, isLimited: true);
    }

    static ImageSize ReadSize(Source source, ImageFormat format, string name, bool isLimited) => Guarded(name, () =>
    {
        using var image = Open(source, format);
        return SizeOf(image, name, isLimited);
    });

    /// <summary>Decodes a whole file.</summary>
    public static DecodedImage Decode(byte[] file, string name)
    {
        var format = ImageFormats.OfContent(file, name);
        file = format == ImageFormat.Png ? PngChunks.WithMetadataFirst(file) : file;
        return Guarded(name, () =>
        {
            using var source = Source.NewFromMemory(file);
            using var stored = Open(source, format);
            var needed = Bytes(SizeOf(stored, name), stored.Bands * (stored.Format == Enums.BandFormat.Uchar ? 1 : 2), name);
            EnsureMemory((format == ImageFormat.WebP ? 4 : 2) * needed, name); // WebP's decoder has two canvases
            if (format == ImageFormat.Tiff && TiffDirectory.IsCut(file, below: false))
            {
                throw Damaged(name);
            }

            using var upright = OrientationOf(stored) == 1 ? stored.Copy() : stored.Autorot();
            using var samples = WithKnownSamples(upright, name);
            var jpeg = format == ImageFormat.Jpeg ? JpegSettings.Read(file) : JpegSettings.Default;
            var is16Bit = samples.Format == Enums.BandFormat.Ushort;
            var size = new ImageSize(samples.Width, samples.Height);
            return new DecodedImage
            {
                Format = format,
                Size = size,
                Bands = samples.Bands,
                Is16Bit = is16Bit,
                Samples = is16Bit ? [.. MemoryMarshal.AsBytes<ushort>(samples.WriteToMemory<ushort>())] : samples.WriteToMemory<byte>(),
                Properties = Properties(samples),
                HasResolution = format == ImageFormat.Png ? PngChunks.HasResolution(file)
                    : format != ImageFormat.WebP && stored.Contains(ResolutionUnit),
                XResolution = samples.Xres,
                YResolution = samples.Yres,
                Exif = format == ImageFormat.Tiff ? ExifBlock.WithoutPreviews(TiffDirectory.BlockOf(file))
                    : stored.Contains(Exif) && stored.Get(Exif) is byte[] block ? ExifBlock.Upright(block) : null,
                PngChunks = format == ImageFormat.Png
                    ? PngChunks.ReadCarried(file, ImageNotes.IsAsWritten(file, samples), withXmp: !stored.Contains(Xmp)) : [],
                Jpeg = jpeg,
                IsLosslessWebP = format == ImageFormat.WebP && file.AsSpan().IndexOf("VP8L"u8) is >= 0 and < 1 << 16,
                Notes = [.. ImageNotes.Of(file, format, stored, samples, jpeg)],
            };
        });
    }

    /// <summary>Encodes an image.</summary>
    /// <param name="image">The image to write.</param>
    /// <param name="format">Format of the file.</param>
    /// <param name="quality">JPEG or WebP quality, 1 to 100; null to use that of the source file.</param>
    /// <param name="name">Name used in messages.</param>
    public static byte[] Encode(DecodedImage image, ImageFormat format, int? quality, string name)
    {
        EnsureMemory(2L * image.Samples.Length, name);
        var sample = image.Is16Bit ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar;
        using var samples = Image.NewFromMemory(image.Samples, image.Size.Width, image.Size.Height, image.Bands, sample);
        var space = (image.Bands < RgbImage.Channels, image.Is16Bit) switch
        {
            (true, false) => Enums.Interpretation.Bw,
            (true, true) => Enums.Interpretation.Grey16,
            (false, false) => Enums.Interpretation.Srgb,
            (false, true) => Enums.Interpretation.Rgb16,
        };
        using var described = samples.Copy(interpretation: space, xres: image.XResolution, yres: image.YResolution);
        using var whole = described.Mutate(mutable =>
        {
            foreach (var (name, type, value) in image.Properties)
            {
                // libvips would write XMP in PNG compressed, in a chunk that other programs ignore, and a quarter of IPTC in TIFF
                if ((name, format) is not ((Xmp, ImageFormat.Png) or (Iptc, ImageFormat.Tiff)))
                {
                    mutable.Set(type, name, name == Iptc ? PhotoshopResources.SegmentOf((byte[])value) : value);
                }
            }
        });
        var keep = Enums.ForeignKeep.Xmp | Enums.ForeignKeep.Iptc | Enums.ForeignKeep.Other; // EXIF and PNG chunks are copied below
        keep |= format == ImageFormat.Png && PngChunks.HaveProfile(image.PngChunks) ? 0 : Enums.ForeignKeep.Icc;
        var jpeg = image.Jpeg;
        var file = format switch
        {
            ImageFormat.Jpeg => whole.JpegsaveBuffer(q: quality ?? jpeg.Quality, interlace: jpeg.IsProgressive, keep: keep,
                subsampleMode: jpeg.IsFullColor ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On),
            ImageFormat.Png => whole.PngsaveBuffer(compression: PngCompression, filter: Enums.ForeignPngFilter.Up, keep: keep),
            ImageFormat.WebP => whole.WebpsaveBuffer(q: quality ?? WebPQuality, keep: keep,
                lossless: quality is null && image.IsLossless, exact: true),
            ImageFormat.Tiff => whole.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, keep: keep,
                predictor: Enums.ForeignTiffPredictor.Horizontal),
            _ => throw Unknown(format),
        };
        if (format == ImageFormat.Jpeg && (image.Format != format || jpeg.Jfif is not null))
        {
            // libvips writes none unless the image has EXIF
            var unit = image.HasResolution ? PropertyOf<string>(image, ResolutionUnit) ?? "in" : null;
            var jfif = jpeg.Jfif ?? JpegSettings.JfifOf(image.XResolution, image.YResolution, unit);
            file = JpegSettings.Insert(file, jfif);
        }

        var iptc = PropertyOf<byte[]>(image, Iptc);
        file = format == ImageFormat.Jpeg && image.Format == format ? JpegSettings.Insert(file, [.. jpeg.Carried, .. jpeg.LongXmp]) : file;
        if (format == ImageFormat.Png)
        {
            file = image.HasResolution && image.Format != format ? file : PngChunks.WithoutResolution(file);
            byte[] xmp = PropertyOf<byte[]>(image, Xmp) is { } packet ? PngChunks.MakeXmp(packet) : [];
            file = PngChunks.Insert(file, image.Format == format ? [.. image.PngChunks, .. xmp] : xmp);
            file = image.Format == ImageFormat.Jpeg && iptc is not null
                ? PngChunks.Insert(file, PngText.MakeIptc(PhotoshopResources.Of(iptc))) : file;
        }

        return format == ImageFormat.Tiff
            ? TiffDirectory.Insert(file, image.Exif ?? [], iptc is null ? null : PhotoshopResources.IptcOf(iptc),
                keepsResolution: image.HasResolution && image.Format != format)
            : image.Exif is { } exif && !TiffDirectory.IsEmpty(exif) ? ExifBlock.Insert(file, format, exif)
            : file;
    }

    static T? PropertyOf<T>(DecodedImage image, string name) where T : class =>
        Array.Find(image.Properties, property => property.Name == name).Value as T;

    static Image Open(Source source, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => Image.JpegloadSource(source, failOn: Enums.FailOn.Warning),
        ImageFormat.Png => Image.PngloadSource(source, failOn: Enums.FailOn.Warning),
        ImageFormat.WebP => Image.WebploadSource(source, failOn: Enums.FailOn.Warning),
        ImageFormat.Tiff => Image.TiffloadSource(source, failOn: Enums.FailOn.Error), // libtiff warns of entries that it does not like
        _ => throw Unknown(format),
    };

    static ArgumentOutOfRangeException Unknown(ImageFormat format) => new(nameof(format), format, "There is no codec for this format.");

    static ImageSize SizeOf(Image image, string name, bool isLimited = true)
    {
        var size = OrientationOf(image) >= 5 ? (Width: image.Height, Height: image.Width) : (image.Width, image.Height);
        if (isLimited && (long)size.Width * size.Height > ImageFile.MaxPixels)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"'{name}' claims {size.Width}×{size.Height} pixels, more than the {ImageFile.MaxPixels:N0} that are read. "
                + $"Scale or cut it first."));
        }

        return new(size.Width, size.Height);
    }

    /// <summary>EXIF orientation 1 to 8; from 5 on, width and height are swapped.</summary>
    static int OrientationOf(Image image) =>
        image.Contains(Orientation) && image.Get(Orientation) is int and >= 1 and <= 8 and var value ? value : 1;

    /// <summary>Gray or RGB, with or without alpha, 8 or 16 bits: the formats that inpainting supports.</summary>
    static Image WithKnownSamples(Image image, string name)
    {
        if (image.Interpretation == Enums.Interpretation.Cmyk)
        {
            return image.IccTransform("srgb", embedded: true, inputProfile: "cmyk");
        }

        if (image.Interpretation is Enums.Interpretation.Lab or Enums.Interpretation.Labq or Enums.Interpretation.Labs)
        {
            throw new InvalidDataException(InLab(name));
        }

        if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort) || image.Bands > RgbImage.Channels + 1)
        {
            var values = image.Format.ToString().ToLowerInvariant();
            throw new InvalidDataException(
                $"'{name}' has {image.Bands} channels of {values} values, expected gray or RGB of 8 or 16 bits. Convert it.");
        }

        return image.Copy();
    }

    static string InLab(string name) => $"'{name}' has CIELab colors, which are not read. Convert it to RGB.";

    /// <summary>Number of bytes of the samples, which must fit an array.</summary>
    static long Bytes(ImageSize size, int bytes, string name) => (long)size.Area * bytes is var sum && sum <= Array.MaxLength ? sum
        : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"'{name}' has {size.Area:N0} pixels of {bytes} bytes, more than fit one array. Scale or cut it first."));

    /// <summary>Throws if so much memory cannot be had: GLib, with which libvips allocates, would end the process.</summary>
    static void EnsureMemory(long bytes, string name)
    {
        try
        {
            Marshal.FreeHGlobal(Marshal.AllocHGlobal((nint)(bytes + Slack)));
        }
        catch (OutOfMemoryException e)
        {
            throw TooLarge(name, e);
        }
    }

    /// <summary>Metadata of a file except EXIF and PNG text: profile, XMP, IPTC, resolution unit.</summary>
    static (string, nint, object)[] Properties(Image image) =>
    [
        .. from name in image.GetFields()
           where name.EndsWith("-data", StringComparison.Ordinal) || name is ResolutionUnit or "image-description"
           where name is not (Exif or "photoshop-data") // TIFF files' entries are read from themselves
           select (name, image.GetTypeOf(name), (name, image.Get(name)) switch
           {
               (Xmp, byte[] xmp) => Upright(xmp),
               (Iptc, byte[] iptc) => PhotoshopResources.WithoutThumbnails(iptc),
               (_, var value) => value,
           }),
    ];

    /// <summary>XMP with the orientation set to that of the pixels, and without thumbnails, which would show what was filled.</summary>
    public static byte[] Upright(byte[] xmp)
    {
        var text = Regex.Replace(Encoding.Latin1.GetString(xmp), """(tiff:Orientation(?:="|='|>))[2-8]""", "${1}1");
        return Encoding.Latin1.GetBytes(Regex.Replace(text, """((?:xmpGImg:image|G(?:Depth|Image):Data)(?:="|='|>))[^"'<]*""", "$1"));
    }

    /// <summary>Translates libvips errors into messages for users.</summary>
    static T Guarded<T>(string name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (VipsException e) when (OutOfMemory.Any(words => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase)))
        {
            throw TooLarge(name, e);
        }
        catch (VipsException e)
        {
            throw new InvalidDataException(e.Message.Contains("labq", StringComparison.Ordinal) ? InLab(name)
                : NotRead.Any(words => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
                ? $"'{name}' is stored in a way that is not read. Save it again, with plain settings."
                : Damaged(name).Message, e);
        }
    }

    static InsufficientMemoryException TooLarge(string name, Exception e) =>
        new($"There is not enough memory for '{name}'. Scale or cut it first.", e);

    static InvalidDataException Damaged(string name) =>
        new($"'{name}' is damaged or breaks off before its end. Copy it again from its source.");
}
