using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>PNG of every kind by libpng's simplified interface. A file that ends early is decoded as far as it goes.</summary>
static unsafe class PngCodec
{
    const string Library = "libpng16.so.16";
    const uint Version = 1, AlphaFlag = 1, ColorFlag = 2, Bgr = 0x10, SixteenBitsAreSrgb = 4;

    public static MLImage Decode(ReadOnlySpan<byte> file)
    {
        ImageCodec.Require(Library, "libpng16-16");
        var png = new PngImage { Version = Version };
        try
        {
            fixed (byte* source = file)
            {
                if (png_image_begin_read_from_memory(&png, source, (nuint)file.Length) == 0
                    || ImageCodec.Allocate(png.Width, png.Height) is not { } pixels)
                    return null;
                bool opaque = (png.Format & AlphaFlag) == 0;
                png.Format = Bgr | ColorFlag | AlphaFlag;
                png.Flags |= SixteenBitsAreSrgb;
                fixed (byte* target = pixels)
                {
                    if (png_image_finish_read(&png, null, target, 0, null) == 0 && !png.EndedEarly)
                        return null;
                }
                if (!opaque)
                    Alpha.Multiply(pixels);
                return new MLImage((int)png.Width, (int)png.Height, MLPixelFormat.Bgra32, pixels, opaque);
            }
        }
        finally
        {
            png_image_free(&png);
        }
    }

    public static byte[] Encode(MLImage image)
    {
        ImageCodec.Require(Library, "libpng16-16");
        var pixels = image.FilePixels();
        var png = new PngImage
        {
            Version = Version,
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Format = ColorFlag | AlphaFlag | (image.PixelFormat == MLPixelFormat.Bgra32 ? Bgr : 0)
        };
        // The largest it can get: every row a filter byte and stored, not compressed, blocks.
        nuint size = (nuint)((pixels.LongLength + image.Height) * 1001 / 1000 + 4096);
        var encoded = GC.AllocateUninitializedArray<byte>((int)size);
        fixed (byte* source = pixels, target = encoded)
        {
            if (png_image_write_to_memory(&png, target, ref size, 0, source, 0, null) == 0)
                return null;
        }
        return encoded.AsSpan(0, (int)size).ToArray();
    }

    [StructLayout(LayoutKind.Sequential)]
    struct PngImage
    {
        public nint Control;
        public uint Version, Width, Height, Format, Flags, ColormapEntries, WarningOrError;
        public fixed byte Message[64];

        public bool EndedEarly
        {
            get
            {
                fixed (byte* message = Message)
                    return Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message)) == "read beyond end of data";
            }
        }
    }

    [DllImport(Library)]
    static extern int png_image_begin_read_from_memory(PngImage* image, byte* memory, nuint size);

    [DllImport(Library)]
    static extern int png_image_finish_read(PngImage* image, void* background, byte* buffer, int stride, void* colormap);

    [DllImport(Library)]
    static extern int png_image_write_to_memory(PngImage* image, byte* memory, ref nuint size, int convertTo8Bit, byte* buffer, int stride, void* colormap);

    [DllImport(Library)]
    static extern void png_image_free(PngImage* image);
}
