using PConv.MLNet.Images;

namespace PConv.MLNet.Testing;

/// <summary>JPEG files as cameras write them.</summary>
static class JpegFile
{
    /// <summary>Writes a photograph taken with the camera on its side, to be turned clockwise (EXIF orientation 6).</summary>
    /// <returns>What it shows upright, its losses included.</returns>
    public static RgbImage WriteSideways(string path, RgbImage stored)
    {
        ImageFile.Write(stored, path);
        var (decoded, upright) = (ImageFile.ReadRgb(path), new RgbImage(stored.Height, stored.Width));
        for (var i = 0; i < upright.Size.Area; i++)
        {
            var (x, y) = (i % upright.Width, i / upright.Width);
            decoded.Pixels.AsSpan(3 * ((stored.Height - 1 - x) * stored.Width + y), 3).CopyTo(upright.Pixels.AsSpan(3 * i));
        }

        File.WriteAllBytes(path, WithExif(File.ReadAllBytes(path), TiffFile.Block(big: false, TiffFile.Short(TiffFile.Orientation, 6))));
        return upright;
    }

    /// <summary>The file with an EXIF block, behind its JFIF segment if there is one.</summary>
    public static byte[] WithExif(byte[] file, byte[] block)
    {
        var (at, length) = (file[3] == 0xE0 ? 4 + (file[4] << 8 | file[5]) : 2, block.Length + 8);
        return [.. file[..at], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. block, .. file[at..]];
    }
}
