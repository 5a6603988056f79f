using System.Runtime.InteropServices;

namespace PConv.MLNet.Images;

/// <summary>The samples of an image file, and the metadata that a new file keeps.</summary>
sealed record DecodedImage
{
    public required ImageFormat Format { get; init; }

    /// <summary>Size of the upright image.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>1: gray, 2: gray and alpha, 3: RGB, 4: RGB and alpha. Alpha is not premultiplied.</summary>
    public required int Bands { get; init; }

    /// <summary>Whether samples are unsigned 16-bit numbers in this machine's byte order rather than bytes.</summary>
    public bool Is16Bit { get; init; }

    /// <summary>Interleaved, row by row from the top left.</summary>
    public required byte[] Samples { get; init; }

    /// <summary>Properties from libvips: profile, XMP, IPTC.</summary>
    public (string Name, nint Type, object Value)[] Properties { get; init; } = [];

    /// <summary>The color profile, or null.</summary>
    public byte[]? Profile => Array.Find(Properties, property => property.Name == "icc-profile-data").Value as byte[];

    /// <summary>Whether the file has a resolution outside its EXIF block.</summary>
    public bool HasResolution { get; init; }

    /// <summary>Horizontal resolution in pixels per millimeter.</summary>
    public double XResolution { get; init; } = 1;

    /// <summary>Vertical resolution in pixels per millimeter.</summary>
    public double YResolution { get; init; } = 1;

    /// <summary>The EXIF block, with orientation 1.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>Complete chunks of a PNG file to keep in a new one: color information, resolution, text.</summary>
    public byte[] PngChunks { get; init; } = [];

    public JpegSettings Jpeg { get; init; } = JpegSettings.Default;

    public bool IsLosslessWebP { get; init; }

    /// <summary>What the file has and its copies do not, as the rest of a sentence that begins with its name.</summary>
    public string[] Notes { get; init; } = [];

    /// <summary>Whether the source file was lossless.</summary>
    public bool IsLossless => Format is ImageFormat.Png or ImageFormat.Tiff || IsLosslessWebP;

    public bool HasAlpha => Bands is 2 or 4;

    /// <summary>8-bit R, G, B; returns the samples without copying if they have this format.</summary>
    public RgbImage ReadColors()
    {
        var samples = In8Bit().Samples;
        if (Bands == RgbImage.Channels)
        {
            return new(Size.Width, Size.Height, samples);
        }

        var result = new RgbImage(Size.Width, Size.Height);
        for (int i = 0, o = 0; i < samples.Length; i += Bands, o += RgbImage.Channels)
        {
            var (green, blue) = Bands < RgbImage.Channels ? (i, i) : (i + 1, i + 2);
            (result.Pixels[o], result.Pixels[o + 1], result.Pixels[o + 2]) = (samples[i], samples[green], samples[blue]);
        }

        return result;
    }

    /// <summary>The last band, 8 bits.</summary>
    public byte[] ReadOpacity()
    {
        var samples = In8Bit().Samples;
        var plane = new byte[Size.Area];
        for (int i = 0, at = Bands - 1; i < plane.Length; i++, at += Bands)
        {
            plane[i] = samples[at];
        }

        return plane;
    }

    /// <summary>The samples rounded to 8 bits.</summary>
    public DecodedImage In8Bit()
    {
        if (!Is16Bit)
        {
            return this;
        }

        var from = MemoryMarshal.Cast<byte, ushort>(Samples);
        var to = new byte[from.Length];
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = (byte)((from[i] * byte.MaxValue + ushort.MaxValue / 2) / ushort.MaxValue);
        }

        return this with { Samples = to, Is16Bit = false };
    }

    /// <summary>The same image with 8 bits and without alpha.</summary>
    public DecodedImage Opaque()
    {
        if (!HasAlpha)
        {
            return this;
        }

        var left = new byte[Size.Area * (Bands - 1)];
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = Samples[i / (Bands - 1) * Bands + i % (Bands - 1)];
        }

        return this with { Samples = left, Bands = Bands - 1 };
    }
}
