using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>JPEG by libturbojpeg. A file that ends early is decoded as far as it goes; the orientation in its metadata is ignored.</summary>
static unsafe class JpegCodec
{
    const string Library = "libturbojpeg.so.0";
    const int Rgbx = 2, Bgrx = 3, Bgra = 8, Cmyk = 11, CmykSpace = 3, YcckSpace = 4, Subsampling420 = 2, Warning = 0;

    public static MLImage Decode(ReadOnlySpan<byte> file)
    {
        ImageCodec.Require(Library, "libturbojpeg0");
        nint decoder = tjInitDecompress();
        try
        {
            fixed (byte* source = file)
            {
                if (tjDecompressHeader3(decoder, source, (nuint)file.Length, out int width, out int height, out _, out int space) != 0
                    || ImageCodec.Allocate(width, height) is not { } pixels)
                    return null;
                bool cmyk = space is CmykSpace or YcckSpace;
                fixed (byte* target = pixels)
                {
                    if (tjDecompress2(decoder, source, (nuint)file.Length, target, width, 0, height, cmyk ? Cmyk : Bgra, 0) != 0
                        && tjGetErrorCode(decoder) != Warning)
                        return null;
                }
                if (cmyk)
                    FromInvertedCmyk(pixels);
                return new MLImage(width, height, MLPixelFormat.Bgra32, pixels, opaque: true);
            }
        }
        finally
        {
            _ = tjDestroy(decoder);
        }
    }

    /// <summary>Quality 100, chroma halved, alpha ignored.</summary>
    public static byte[] Encode(MLImage image)
    {
        ImageCodec.Require(Library, "libturbojpeg0");
        nint encoder = tjInitCompress();
        byte* encoded = null;
        nuint size = 0;
        try
        {
            fixed (byte* pixels = image.Pixels)
            {
                int format = image.PixelFormat == MLPixelFormat.Bgra32 ? Bgrx : Rgbx;
                return tjCompress2(encoder, pixels, image.Width, 0, image.Height, format, ref encoded, ref size, Subsampling420, 100, 0) == 0
                    ? new ReadOnlySpan<byte>(encoded, (int)size).ToArray() : null;
            }
        }
        finally
        {
            tjFree(encoded);
            _ = tjDestroy(encoder);
        }
    }

    static void FromInvertedCmyk(byte[] pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int cyan = pixels[i], magenta = pixels[i + 1], yellow = pixels[i + 2], black = pixels[i + 3];
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3])
                = ((byte)(yellow * black / 255), (byte)(magenta * black / 255), (byte)(cyan * black / 255), 255);
        }
    }

    [DllImport(Library)]
    static extern nint tjInitDecompress();

    [DllImport(Library)]
    static extern nint tjInitCompress();

    [DllImport(Library)]
    static extern int tjDestroy(nint handle);

    [DllImport(Library)]
    static extern int tjGetErrorCode(nint handle);

    [DllImport(Library)]
    static extern void tjFree(byte* buffer);

    [DllImport(Library)]
    static extern int tjDecompressHeader3(nint handle, byte* source, nuint size, out int width, out int height, out int subsampling, out int space);

    [DllImport(Library)]
    static extern int tjDecompress2(nint handle, byte* source, nuint size, byte* target, int width, int pitch, int height, int format, int flags);

    [DllImport(Library)]
    static extern int tjCompress2(nint handle, byte* source, int width, int pitch, int height, int format,
        ref byte* target, ref nuint size, int subsampling, int quality, int flags);
}
