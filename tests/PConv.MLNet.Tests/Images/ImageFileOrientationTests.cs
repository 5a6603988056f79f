using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Photographs taken sideways, wherever their file says so.</summary>
public class ImageFileOrientationTests
{
    /// <summary>Where the rows and columns of the upright image begin, as the standard's table has it; letters are pixels of "abc /
    /// def".</summary>
    static readonly string[] Upright = ["abc/def", "cba/fed", "fed/cba", "def/abc", "ad/be/cf", "da/eb/fc", "fc/eb/da", "cf/be/ad"];

    public static TheoryData<ImageFormat, int, bool> Cases()
    {
        var cases = new TheoryData<ImageFormat, int, bool>();
        foreach (var format in Enum.GetValues<ImageFormat>())
        {
            for (var orientation = 1; orientation <= 8; orientation++)
            {
                cases.Add(format, orientation, orientation % 2 == 0);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decode_OfEachOrientation_LiesUpright_AndIsWrittenAsUpright(ImageFormat format, int orientation, bool big)
    {
        var file = Sideways(format, 3, 2, [.. "abcdef".SelectMany(c => new[] { (byte)c, (byte)c, (byte)c })], (uint)orientation, big);

        var read = ImageFile.Decode(file, "a");
        var expected = Upright[orientation - 1];

        Assert.Equal((expected.IndexOf('/', StringComparison.Ordinal), expected.Count(c => c == '/') + 1),
            (read.Size.Width, read.Size.Height));
        Assert.Equal(read.Size, ImageFile.SizeOf(file, "a"));
        Assert.Equal(expected, Letters(read.Colors));
        var written = read.Encode();
        Assert.Equal(expected, Letters(ImageFile.Decode(written, "b").Colors));
        Assert.Contains(TiffFile.Read(FileParts.Exif(written)!).GetValueOrDefault($"{TiffFile.Orientation}"), (string?[])["1", null]);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(9u)]
    public void Decode_OfAnOrientationThatIsNone_IsAsStored(uint orientation) =>
        Assert.Equal("abc/def",
            Letters(ImageFile.Decode(
                Sideways(ImageFormat.Png, 3, 2, [.. "abcdef".SelectMany(c => new[] { (byte)c, (byte)c, (byte)c })], orientation,
                    big: false), "a").Colors));

    [Fact]
    public void EnsureCovers_OfAMaskThatLiesSideways_SaysThatItsSidesAreExchanged()
    {
        var file = Sideways(ImageFormat.WebP, 96, 64, Samples.Image(96, 64).Pixels, 6, big: false);

        var e = Assert.Throws<ArgumentException>(() => Mask.EnsureCovers(new(96, 64), ImageFile.SizeOf(file, "a")));

        Assert.Equal(
            "Mask is 96×64 but image is 64×96. Its sides are exchanged: images are turned upright as their EXIF orientation says. Turn the "
            +
            "mask as well.", e.Message);
    }

    static byte[] Sideways(ImageFormat format, int width, int height, byte[] pixels, uint orientation, bool big) =>
        format == ImageFormat.Tiff
        ? TiffFile.Of(width, height, 3, 8, pixels, big, TiffFile.Short(TiffFile.Orientation, orientation))
        : new MadeFile(format, width, height) { Exif = TiffFile.Block(big, TiffFile.Camera(orientation)), Quality = 100 }.Of(pixels)
        .Encode();

    /// <summary>The pixels as letters, near as JPEG leaves them.</summary>
    static string Letters(RgbImage image) =>
        string.Join('/', image.Pixels.Chunk(3).Select(p => (char)p[0]).Chunk(image.Width).Select(row => new string(row)));
}
