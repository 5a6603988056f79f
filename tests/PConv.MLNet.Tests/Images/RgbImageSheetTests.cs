using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public class RgbImageSheetTests
{
    [Fact]
    public void Of_ImagesOfTwoSizes_PutsEachIntoACellOfTheLargest()
    {
        RgbImage[] images = [Samples.Noise(3, 2, 0), Samples.Noise(5, 1, 1), Samples.Noise(2, 4, 2)];

        var sheet = RgbImage.Sheet(2, images);

        Assert.Equal(new ImageSize(5 + 8 + 5, 4 + 8 + 4), sheet.Size);
        Assert.Equal(Naive(images, 2).Pixels, sheet.Pixels);
    }

    [Fact]
    public void Row_OfImages_IsOneRow() =>
        Assert.Equal(new ImageSize(3 * 4 + 2 * 8, 6), RgbImage.Row(new(4, 6), new(4, 6), new(4, 6)).Size);

    [Fact]
    public void Of_FewerImagesThanColumns_LeavesNoEmptyCells() =>
    Assert.Equal(new ImageSize(4, 6), RgbImage.Sheet(9, new RgbImage(4, 6)).Size);

    [Fact]
    public void Of_NoImage_SaysSo() =>
    Assert.Equal("A sheet needs at least one image, got none.", Assert.Throws<ArgumentException>(() => RgbImage.Row()).Message);

    /// <summary>Pixel by pixel.</summary>
    static RgbImage Naive(RgbImage[] images, int columns)
    {
        var (width, height) = (images.Max(p => p.Width) + 8, images.Max(p => p.Height) + 8);
        var sheet = new RgbImage(columns * width - 8, (images.Length + columns - 1) / columns * height - 8);
        for (var i = 0; i < sheet.Pixels.Length; i++)
        {
            var (x, y) = (i / 3 % sheet.Width, i / 3 / sheet.Width);
            var image = images.ElementAtOrDefault(y / height * columns + x / width);
            sheet.Pixels[i] = image is not null && x % width < image.Width && y % height < image.Height
                ? image.Pixels[3 * (y % height * image.Width + x % width) + i % 3] : (byte)255;
        }

        return sheet;
    }
}
