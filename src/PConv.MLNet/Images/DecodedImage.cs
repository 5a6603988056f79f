using System.Runtime.InteropServices;

namespace PConv.MLNet.Images;

/// <summary>The samples of an image file, and all that a new file of them takes over.</summary>
sealed record DecodedImage
{
    public required ImageFormat Format { get; init; }

    /// <summary>Of the upright image.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>1: gray, 2: gray and alpha, 3: RGB, 4: RGB and alpha. Colors are not multiplied with alpha.</summary>
    public required int Bands { get; init; }

    /// <summary>Whether a sample is an unsigned number of 16 bits in this machine's byte order, not one of 8.</summary>
    public bool Is16Bit { get; init; }

    /// <summary>Interleaved, row by row from the top left.</summary>
    public required byte[] Samples { get; init; }

    /// <summary>libvips's properties: profile, XMP, IPTC.</summary>
    public (string Name, nint Type, object Value)[] Properties { get; init; } = [];

    /// <summary>Whether the file says a resolution beside its EXIF block.</summary>
    public bool HasResolution { get; init; }

    /// <summary>Pixels per millimeter.</summary>
    public double XResolution { get; init; } = 1;

    /// <summary>Pixels per millimeter.</summary>
    public double YResolution { get; init; } = 1;

    /// <summary>The EXIF block, orientation 1.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>Whole chunks of a PNG file that a new one takes over: what values mean, resolution, text.</summary>
    public byte[] PngChunks { get; init; } = [];

    public JpegSettings Jpeg { get; init; } = JpegSettings.Default;

    public bool IsLosslessWebP { get; init; }

    public bool WasCmyk { get; init; }

    /// <summary>Frames or pages of the file; the first alone is here.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Whether the file it came from held every value exactly.</summary>
    public bool IsLossless => Format is ImageFormat.Png or ImageFormat.Tiff || IsLosslessWebP;

    public bool HasAlpha => Bands is 2 or 4;

    /// <summary>R, G, B of 8 bits; the samples themselves where they are that.</summary>
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

    /// <summary>Samples of 8 bits, rounded.</summary>
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

    /// <summary>The same, of 8 bits, without its alpha.</summary>
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
