using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>BMP with 24 or 32 bits a pixel, not compressed.</summary>
static class BmpCodec
{
    public static MLImage Decode(ReadOnlySpan<byte> file)
    {
        if (file.Length < 54)
            return null;
        int start = Int(file, 10), width = Int(file, 18), rows = Int(file, 22), bits = BinaryPrimitives.ReadInt16LittleEndian(file[28..]);
        long height = Math.Abs((long)rows), stride = ((long)width * bits + 31) / 32 * 4;
        if (bits is not (24 or 32) || Int(file, 30) != 0 || start < 54 || stride <= 0 || start + stride * height > file.Length)
            return null;
        if (ImageCodec.Allocate(width, height) is not { } pixels)
            return null;
        for (int y = 0, to = 0; y < height; y++)
        {
            var row = file[(int)(start + stride * (rows > 0 ? height - 1 - y : y))..];
            for (int x = 0; x < width; x++, to += 4)
            {
                row.Slice(x * (bits / 8), 3).CopyTo(pixels.AsSpan(to));
                pixels[to + 3] = 255;
            }
        }
        return new MLImage(width, (int)height, MLPixelFormat.Bgra32, pixels, opaque: true);
    }

    static int Int(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
}
