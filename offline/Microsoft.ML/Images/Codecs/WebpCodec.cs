using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>WebP by libwebp: still images, saved without loss (which is what quality 100 means to the packages).</summary>
static unsafe class WebpCodec
{
    const string Library = "libwebp.so.7";

    public static MLImage Decode(ReadOnlySpan<byte> file)
    {
        ImageCodec.Require(Library, "libwebp7");
        fixed (byte* source = file)
        {
            if (WebPGetInfo(source, (nuint)file.Length, out int width, out int height) == 0 || ImageCodec.Allocate(width, height) is not { } pixels)
                return null;
            fixed (byte* target = pixels)
            {
                if (WebPDecodeBGRAInto(source, (nuint)file.Length, target, (nuint)pixels.Length, width * 4) == null)
                    return null;
            }
            Alpha.Multiply(pixels);
            return new MLImage(width, height, MLPixelFormat.Bgra32, pixels, opaque: false);
        }
    }

    public static byte[] Encode(MLImage image)
    {
        ImageCodec.Require(Library, "libwebp7");
        byte* encoded = null;
        fixed (byte* pixels = image.FilePixels())
        {
            try
            {
                nuint size = image.PixelFormat == MLPixelFormat.Bgra32
                    ? WebPEncodeLosslessBGRA(pixels, image.Width, image.Height, image.Width * 4, out encoded)
                    : WebPEncodeLosslessRGBA(pixels, image.Width, image.Height, image.Width * 4, out encoded);
                return size == 0 ? null : new ReadOnlySpan<byte>(encoded, (int)size).ToArray();
            }
            finally
            {
                WebPFree(encoded);
            }
        }
    }

    [DllImport(Library)]
    static extern int WebPGetInfo(byte* data, nuint size, out int width, out int height);

    [DllImport(Library)]
    static extern byte* WebPDecodeBGRAInto(byte* data, nuint size, byte* target, nuint targetSize, int stride);

    [DllImport(Library)]
    static extern nuint WebPEncodeLosslessBGRA(byte* pixels, int width, int height, int stride, out byte* encoded);

    [DllImport(Library)]
    static extern nuint WebPEncodeLosslessRGBA(byte* pixels, int width, int height, int stride, out byte* encoded);

    [DllImport(Library)]
    static extern void WebPFree(void* memory);
}
