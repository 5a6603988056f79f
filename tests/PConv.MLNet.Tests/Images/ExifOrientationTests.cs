using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public class ExifOrientationTests
{
    /// <summary>A JPEG's beginning with an EXIF segment of one entry, in either byte order.</summary>
    static byte[] Exif(ushort orientation, bool little, ushort tag = 0x0112)
    {
        byte[] Number(ushort value) => little ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];
        byte[] start = little ? [.. "II"u8, 42, 0, 8, 0, 0, 0] : [.. "MM"u8, 0, 42, 0, 0, 0, 8];
        byte[] body = [.. "Exif\0\0"u8, .. start, .. Number(1), .. Number(tag), .. Number(3), .. little ? (byte[])[1, 0, 0, 0] : [0, 0, 0, 1], .. Number(orientation), 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 7, 7, 0xFF, 0xE1, 0, (byte)(body.Length + 2), .. body, 0xFF, 0xDA, 0, 2];
    }

    [Fact]
    public void Read_OfBothByteOrders_GivesTheTag()
    {
        for (ushort orientation = 1; orientation <= 8; orientation++)
        {
            Assert.Equal((orientation, orientation), (ExifOrientation.Read(Exif(orientation, little: true)), ExifOrientation.Read(Exif(orientation, little: false))));
        }
    }

    [Fact]
    public void Read_OfFilesThatDoNotSay_IsUpright()
    {
        Assert.Equal(1, ExifOrientation.Read([]));
        Assert.Equal(1, ExifOrientation.Read(PngFile.Of(new RgbImage(2, 2))));
        Assert.Equal(1, ExifOrientation.Read(Exif(9, little: true)));
        Assert.Equal(1, ExifOrientation.Read(Exif(6, little: true, tag: 0x0100)));
    }

    [Fact]
    public void Read_OfFillBytesBeforeTheSegment_PassesOverThem()
    {
        var file = Exif(6, little: true);

        Assert.Equal(6, ExifOrientation.Read([.. file[..8], 0xFF, 0xFF, .. file[8..]]));
    }

    [Fact]
    public void Read_OfWhatStandsBehindTheScan_IsUpright()
    {
        var file = Exif(6, little: true);

        Assert.Equal(1, ExifOrientation.Read([0xFF, 0xD8, 0xFF, 0xDA, 0, 2, .. file[2..]]));
    }

    [Fact]
    public void Read_OfAFileCutAnywhere_EndsWell()
    {
        var file = Exif(6, little: true);

        Assert.All(Enumerable.Range(0, file.Length), length => Assert.InRange(ExifOrientation.Read(file.AsSpan(0, length)), 1, 6));
        Assert.All(Enumerable.Range(4, file.Length - 4), at => Assert.InRange(ExifOrientation.Read([.. file[..at], 0xFF, .. file[(at + 1)..]]), 1, 8));
    }

    /// <summary>Where the rows and columns of the upright picture begin, as the standard's table has it; letters are pixels of "abc / def".</summary>
    [Theory]
    [InlineData(1, "abc/def")]
    [InlineData(2, "cba/fed")]
    [InlineData(3, "fed/cba")]
    [InlineData(4, "def/abc")]
    [InlineData(5, "ad/be/cf")]
    [InlineData(6, "da/eb/fc")]
    [InlineData(7, "fc/eb/da")]
    [InlineData(8, "cf/be/ad")]
    public void Turn_OfEachOrientation_LiesUpright(int orientation, string expected)
    {
        using var image = new RgbImage(3, 2, [.. "abcdef".SelectMany(c => new[] { (byte)c, (byte)0, (byte)0 })]).ToMLImage();

        using var turned = ExifOrientation.Turn(image, orientation);

        var rows = turned.ToRgbImage().Pixels.Chunk(3).Select(p => (char)p[0]).Chunk(turned.Width).Select(row => new string(row));
        Assert.Equal(expected, string.Join('/', rows));
    }

    /// <summary>Longer than a strip of columns, either way.</summary>
    [Fact]
    public void Turn_OfALargerPicture_IsThatOfPixelByPixel()
    {
        var stored = Samples.Noise(150, 131);
        using var image = stored.ToMLImage();

        for (var orientation = 1; orientation <= 8; orientation++)
        {
            using var turned = ExifOrientation.Turn(image, orientation);
            Assert.Equal(Naive(stored, orientation).Pixels, turned.ToRgbImage().Pixels);
        }
    }

    static RgbImage Naive(RgbImage stored, int orientation)
    {
        var (width, height) = orientation >= 5 ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        var upright = new RgbImage(width, height);
        for (var (i, y) = (0, 0); y < height; y++)
        {
            for (var x = 0; x < width; x++, i++)
            {
                var (column, row) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, width - 1 - x),
                    7 => (height - 1 - y, width - 1 - x),
                    8 => (height - 1 - y, x),
                    _ => (x, y),
                };
                stored.Pixels.AsSpan(3 * (row * stored.Width + column), 3).CopyTo(upright.Pixels.AsSpan(3 * i));
            }
        }

        return upright;
    }
}
