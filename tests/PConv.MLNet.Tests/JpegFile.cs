using PConv.MLNet.Core;

namespace PConv.MLNet.Testing;

/// <summary>JPEG files as cameras write them.</summary>
static class JpegFile
{
    /// <summary>Writes a photograph taken with the camera on its side, to be turned clockwise (EXIF orientation 6).</summary>
    /// <returns>What it shows upright, its losses included.</returns>
    public static RgbImage WriteSideways(string path, RgbImage stored)
    {
        using (var image = stored.ToMLImage())
        {
            ImageFile.Write(image, path);
        }

        var (decoded, upright) = (ImageFile.ReadRgb(path), new RgbImage(stored.Height, stored.Width));
        for (var i = 0; i < upright.Size.Area; i++)
        {
            var (x, y) = (i % upright.Width, i / upright.Width);
            decoded.Pixels.AsSpan(3 * ((stored.Height - 1 - x) * stored.Width + y), 3).CopyTo(upright.Pixels.AsSpan(3 * i));
        }

        var file = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. file[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, .. file[2..]]);
        return upright;
    }
}
