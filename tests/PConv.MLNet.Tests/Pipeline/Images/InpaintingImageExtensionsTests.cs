using Microsoft.ML.Data;
using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class InpaintingImageExtensionsTests
{
    [Theory]
    [InlineData(MLPixelFormat.Rgba32, new byte[] { 1, 2, 3, 5, 6, 7 })]
    [InlineData(MLPixelFormat.Bgra32, new byte[] { 3, 2, 1, 7, 6, 5 })]
    public void ToRgbImage_OfEitherOrder_GivesRedFirst(MLPixelFormat format, byte[] expected)
    {
        using var image = MLImage.CreateFromPixels(2, 1, format, [1, 2, 3, 255, 5, 6, 7, 255]);

        Assert.Equal(expected, image.ToRgbImage().Pixels);
    }

    [Fact]
    public void ToMLImage_IsOpaqueAndComesBackTheSame()
    {
        var image = new RgbImage(2, 1, [10, 20, 30, 40, 50, 60]);

        using var converted = image.ToMLImage();

        Assert.Equal((2, 1), (converted.Width, converted.Height));
        Assert.Equal([255, 255], new[] { converted.Pixels[3], converted.Pixels[7] });
        Assert.Equal(image.Pixels, converted.ToRgbImage().Pixels);
    }

    [Theory]
    [InlineData(MaskPolarity.WhiteIsHole, 128, new byte[] { 0, 1, 1 })]
    [InlineData(MaskPolarity.WhiteIsValid, 128, new byte[] { 1, 0, 0 })]
    [InlineData(MaskPolarity.WhiteIsHole, 40, new byte[] { 0, 0, 1 })]
    public void ToMask_SplitsAtTheThresholdByPolarity(MaskPolarity polarity, byte threshold, byte[] valid)
    {
        using var image = MLImage.CreateFromPixels(3, 1, MLPixelFormat.Bgra32, [255, 255, 255, 255, 40, 40, 40, 255, 0, 0, 0, 255]);

        Assert.Equal(valid, image.ToMask(new(polarity, threshold)).Valid.ToArray());
    }

    [Fact]
    public void ToMask_OfAnyMask_IsThatOfItsColors()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var image = Samples.Irregular(23, 17, seed).ToImage().ToMLImage();
            var (polarity, threshold) = ((MaskPolarity)(seed % 2), (byte)(1 + 13 * seed));

            var reading = new MaskReading(polarity, threshold);
            Assert.Equal(Mask.FromImage(image.ToRgbImage(), reading).Valid, image.ToMask(reading).Valid);
        }
    }

    [Fact]
    public void WithHoles_OfAnyMask_TakesWhatIsFilledPixelByPixel()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (image, filled) = (Samples.Noise(19, 13, seed), Samples.Noise(19, 13, seed + 100));
            var random = new Random(seed);
            var mask = Mask.FromHoles(19, 13, [.. Enumerable.Range(0, 19 * 13).Select(_ => random.Next(20) < seed)]);
            using var original = image.ToMLImage();

            using var result = original.WithHoles(filled, mask);

            Assert.Equal(Composite.Create(image, filled, mask).Pixels, result.ToRgbImage().Pixels);
        }
    }

    [Theory]
    [InlineData(MLPixelFormat.Rgba32, new byte[] { 1, 2, 3, 9, 70, 80, 90, 255 })]
    [InlineData(MLPixelFormat.Bgra32, new byte[] { 1, 2, 3, 9, 90, 80, 70, 255 })]
    public void WithHoles_OfEitherOrder_ReplacesHolesOpaquelyAndNothingElse(MLPixelFormat format, byte[] expected)
    {
        using var image = MLImage.CreateFromPixels(2, 1, format, [1, 2, 3, 9, 4, 5, 6, 9]);
        image.Tag = "tag";
        var filled = new RgbImage(2, 1, [40, 50, 60, 70, 80, 90]);

        using var result = image.WithHoles(filled, Mask.FromHoles(2, 1, [false, true]));

        Assert.Equal(expected, result.Pixels.ToArray());
        Assert.Equal((format, "tag"), (result.PixelFormat, result.Tag));
        Assert.Equal([1, 2, 3, 9, 4, 5, 6, 9], image.Pixels.ToArray()); // the original stays as it was
    }

    [Fact]
    public void WithHoles_OfAnotherSize_SaysBothSizes()
    {
        using var image = new RgbImage(4, 3).ToMLImage();

        var e = Assert.Throws<ArgumentException>(() => image.WithHoles(new(4, 3), Mask.AllHoles(3, 4)));
        Assert.Equal(
            "Mask is 3×4 but image is 4×3. Its sides are exchanged: images are turned upright as their EXIF orientation says. Turn the " +
            "mask as well.", e.Message);
        Assert.Throws<ArgumentException>(() => image.WithHoles(new(3, 4), Mask.AllHoles(4, 3)));
    }

    [Fact]
    public void Inpaint_OfAnImageWithAlpha_KeepsKnownPixelsAndGoesOnWithTheirOpacity()
    {
        using var image = MLImage.CreateFromPixels(3, 1, MLPixelFormat.Rgba32, [10, 10, 10, 99, 0, 0, 0, 0, 10, 10, 10, 99]);

        using var result = new HarmonicInpainter().Inpaint(image, Mask.FromHoles(3, 1, [false, true, false]));

        Assert.Equal([10, 10, 10, 99, 10, 10, 10, 99, 10, 10, 10, 99], result.Pixels.ToArray());
    }
}
