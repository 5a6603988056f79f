#nullable disable
using Microsoft.ML.Data;

namespace PConv.MLNet.Offline.Conformance;

public sealed class MLImageCodecTests : IDisposable
{
    readonly MLImageFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(8, 0, new byte[] { 0, 255 }, new byte[] { 0, 0, 0, 255, 255, 255 })]
    [InlineData(1, 0, new byte[] { 0b0100_0000 }, new byte[] { 0, 0, 0, 255, 255, 255 })]
    [InlineData(16, 0, new byte[] { 128, 128, 255, 255 }, new byte[] { 128, 128, 128, 255, 255, 255 })]
    [InlineData(16, 2, new byte[] { 255, 255, 128, 128, 0, 0, 0, 0, 0, 0, 64, 64 }, new byte[] { 0, 128, 255, 64, 0, 0 })]
    [InlineData(8, 4, new byte[] { 9, 255, 200, 255 }, new byte[] { 9, 9, 9, 200, 200, 200 })]
    [InlineData(8, 6, new byte[] { 1, 2, 3, 255, 4, 5, 6, 255 }, new byte[] { 3, 2, 1, 6, 5, 4 })]
    public void Png_of_every_kind_decodes_to_eight_bits_a_channel(int bitDepth, int colorType, byte[] row, byte[] bgr)
    {
        using var image = Decode(MLImageFiles.Png(2, 1, bitDepth, colorType, row));
        Assert.Equal(bgr, MLImageFiles.Bgr(image));
        Assert.Equal(255, image.Pixels[3]);
    }

    [Fact]
    public void Png_with_a_palette_takes_colours_and_transparency_from_it()
    {
        using var image = Decode(MLImageFiles.Png(2, 1, 8, 3, [1, 0], ("PLTE", [255, 0, 0, 0, 255, 0]), ("tRNS", [0, 255])));
        Assert.Equal([0, 255, 0, 255, 0, 0, 0, 0], image.Pixels.ToArray());
    }

    [Fact]
    public void Translucent_colours_are_multiplied_by_alpha_in_memory_and_divided_again_where_they_are_saved()
    {
        using var image = Decode(MLImageFiles.Png(1, 1, 8, 6, [200, 100, 0, 128]));
        Assert.Equal(128, image.Pixels[3]);
        Assert.InRange(image.Pixels[image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0], 100, 101);
        image.Save(_files["image.png"]);
        using var copy = _files.Read("image.png");
        Assert.Equal(image.Pixels.ToArray(), copy.Pixels.ToArray());
    }

    [Fact]
    public void Jpeg_comes_back_near_to_what_was_saved()
    {
        var pixels = Enumerable.Range(0, 16 * 16).SelectMany(i => new byte[] { 60, 120, 180, 255 }).ToArray();
        using (var image = MLImage.CreateFromPixels(16, 16, MLPixelFormat.Bgra32, pixels))
            image.Save(_files["image.jpg"]);
        using var copy = _files.Read("image.jpg");
        Assert.Equal((16, 16), (copy.Width, copy.Height));
        Assert.All(MLImageFiles.Bgr(copy).Chunk(3), pixel => Assert.True(Math.Abs(pixel[0] - 60) + Math.Abs(pixel[1] - 120) + Math.Abs(pixel[2] - 180) < 9));
    }

    [Fact]
    public void Webp_is_saved_without_loss()
    {
        var pixels = new byte[8 * 4 * 4];
        new Random(3).NextBytes(pixels);
        for (int i = 3; i < pixels.Length; i += 4)
            pixels[i] = 255;
        using var image = MLImage.CreateFromPixels(8, 4, MLPixelFormat.Bgra32, pixels);
        image.Save(_files["image.webp"]);
        using var copy = _files.Read("image.webp");
        Assert.Equal(MLImageFiles.Bgr(image), MLImageFiles.Bgr(copy));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("webp")]
    public void A_file_cut_off_in_its_header_is_refused_and_later_at_least_does_no_harm(string extension)
    {
        var pixels = new byte[40 * 40 * 4];
        new Random(3).NextBytes(pixels);
        using (var image = MLImage.CreateFromPixels(40, 40, MLPixelFormat.Bgra32, pixels))
            image.Save(_files["image." + extension]);
        var file = File.ReadAllBytes(_files["image." + extension]);
        Assert.ThrowsAny<ArgumentException>(() => Decode(file[..12]));
        try
        {
            using var part = Decode(file[..(file.Length / 2)]);
            Assert.Equal((40, 40), (part.Width, part.Height));
        }
        catch (ArgumentException)
        {
        }
    }

    [Fact]
    public void A_header_that_claims_more_than_memory_holds_is_refused()
        => Assert.ThrowsAny<Exception>(() => Decode(MLImageFiles.Png(60000, 60000, 8, 2, [0])).Pixels.Length);

    static MLImage Decode(byte[] file) => MLImage.CreateFromStream(new MemoryStream(file));
}
