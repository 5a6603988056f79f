using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class CropTests
{
    /// <summary>Gives what Crop asks for in turn: side, left, top, flip.</summary>
    sealed class Fixed(params int[] values) : Random
    {
        int at;

        public override int Next(int maxValue) => Next(0, maxValue);

        public override int Next(int minValue, int maxValue)
        {
            Assert.InRange(values[at], minValue, maxValue - 1);
            return values[at++];
        }
    }

    static RgbImage Gray(int width, int height, Func<int, int, int> value) =>
        new(width, height,
            [.. Enumerable.Range(0, width * height).SelectMany(i => Enumerable.Repeat((byte)value(i % width, i / width), 3))]);

    static int[] Values(RgbImage image) => [.. Enumerable.Range(0, image.Size.Area).Select(i => (int)image.Pixels[3 * i])];

    [Fact]
    public void CenterOf_AnImage_IsItsMiddleSquareScaled() =>
        Assert.Equal(Crop.Center(new(30, 20), 10).Apply(Samples.Noise(30, 20)).Pixels, Crop.ApplyCenter(Samples.Noise(30, 20), 10).Pixels);

    [Fact]
    public void Random_OfAnotherSide_AveragesOverAreas()
    {
        // 0 30 60 / 90 120 150 / 180 210 240 to 2 × 2: each target covers 1½ × 1½ pixels, weights ⅔ and ⅓ along each axis.
        // The first row's halves are 10 and 50, the second's 100 and 140, the third's 190 and 230.
        var image = Gray(3, 3, (x, y) => 30 * (3 * y + x));

        Assert.Equal([40, 80, 160, 200], Values(Crop.Random(image, 2, new Fixed(3, 0, 0, 0))));
    }

    [Fact]
    public void Random_Flipped_MirrorsEachRow() =>
        Assert.Equal([80, 40, 200, 160], Values(Crop.Random(Gray(3, 3, (x, y) => 30 * (3 * y + x)), 2, new Fixed(3, 0, 0, 1))));

    [Fact]
    public void Random_OfTwiceTheSide_IsTheMeanOfFour() =>
        Assert.Equal([3, 5, 11, 13], Values(Crop.Random(Gray(4, 4, (x, y) => 4 * y + x), 2, new Fixed(4, 0, 0, 0)))); // 2.5 rounds up

    [Fact]
    public void Random_OfTheSameSide_CutsWithoutChange()
    {
        var result = Crop.Random(Samples.Noise(9, 7), 3, new Fixed(3, 5, 4, 0));

        for (var i = 0; i < 9; i++)
        {
            var from = 3 * ((4 + i / 3) * 9 + 5 + i % 3);
            Assert.Equal(Samples.Noise(9, 7).Pixels[from..(from + 3)], result.Pixels[(3 * i)..(3 * i + 3)]);
        }
    }

    [Fact]
    public void Random_OfAnImageBelowTheSize_EnlargesItsShorterSide() =>
        Assert.Equal(
            [10, 10, 20, 20, 10, 10, 20, 20, 30, 30, 40, 40, 30, 30, 40, 40],
            Values(Crop.Random(Gray(3, 2, (x, y) => 20 * y + 10 * x), 4, new Fixed(2, 1, 0, 0))));

    [Fact]
    public void Random_OfOnePixel_FillsTheCrop() =>
        Assert.All(Values(Crop.Random(Gray(1, 1, (_, _) => 200), 8, new Random(1))), v => Assert.Equal(200, v));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_AMask_CutsTheSamePixelsAsOfItsImage(bool flip)
    {
        var mask = Samples.Irregular(30, 20);
        var crop = new Crop(Left: 9, Top: 3, Side: 16, Size: 16, flip);

        Assert.Equal(Mask.FromImage(crop.Apply(mask.ToImage())).Valid.ToArray(), crop.Apply(mask).Valid.ToArray());
    }

    [Fact]
    public void Of_AMask_TakesThePixelUnderEachTargetsCenter()
    {
        var mask = Mask.FromGray(5, 5, [.. Enumerable.Range(0, 25).Select(i => i % 5 == 2 || i / 5 == 4 ? byte.MaxValue : (byte)0)]);

        // Centers of 3 targets over 5 pixels: .83, 2.5, 4.17, that is pixels 0, 2 and 4. Column 2 and row 4 are holes.
        Assert.Equal([1, 0, 1, 1, 0, 1, 0, 0, 0], new Crop(0, 0, Side: 5, Size: 3, Flip: false).Apply(mask).Valid.ToArray());
    }

    [Fact]
    public void Of_ASmallerMask_EnlargesIt() => Assert.Equal(
        [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1],
        new Crop(0, 0, Side: 2, Size: 4, Flip: false).Apply(Samples.Hole(2, 2, 1, 0, 1, 1)).Valid.ToArray());

    [Fact]
    public void Random_OfAWhiteImage_StaysWhiteAtAnySide()
    {
        var white = Gray(64, 50, (_, _) => 255);

        Assert.All(Enumerable.Range(0, 50),
            seed => Assert.All(Values(Crop.Random(white, 23, new Random(seed))), v => Assert.Equal(255, v)));
    }

    [Fact]
    public void Random_TakesSidesFromOneToTwoTimesTheSizeAnywhereAndFlipsHalf()
    {
        // Columns count up: the first value of a crop tells where it lies, the order whether it is flipped.
        var crops = Enumerable.Range(0, 200).Select(seed => Values(Crop.Random(Gray(100, 60, (x, _) => 2 * x), 20, new Random(seed))))
            .ToArray();

        var flipped = crops.Count(v => v[0] > v[19]);
        Assert.InRange(flipped, 60, 140);
        Assert.InRange(crops.Max(v => v.Max()), 180, 198);
        Assert.InRange(crops.Min(v => v.Min()), 0, 10);
        Assert.InRange(crops.Min(v => Math.Abs(v[19] - v[0])), 38, 39); // 19 columns apart, 2 a column
        Assert.InRange(crops.Max(v => Math.Abs(v[19] - v[0])), 72, 76);
    }

    [Fact]
    public void Draw_AtNativeScale_CutsPixelsAsTheyAreAnywhere()
    {
        var crops = Enumerable.Range(0, 100).Select(seed => Crop.Draw(new(100, 60), 20, new Random(seed), maxScale: 1)).ToArray();

        Assert.All(crops, crop => Assert.Equal(20, crop.Side));
        Assert.InRange(crops.Max(crop => crop.Left), 70, 80);
        Assert.InRange(crops.Max(crop => crop.Top), 35, 40);
    }

    [Theory]
    [InlineData(1.5, 30)]
    [InlineData(10, 60)] // the image's shorter side
    public void Draw_UpToAScale_KeepsToIt(double scale, int largest) => Assert.InRange(
        Enumerable.Range(0, 200).Max(seed => Crop.Draw(new(100, 60), 20, new Random(seed), scale).Side), largest - 2, largest);

    [Fact]
    public void Draw_OfASmallerImage_TakesItsShorterSideAtAnyScale() =>
        Assert.Equal(9, Crop.Draw(new(12, 9), 20, new Random(1), maxScale: 1).Side);

    [Fact]
    public void Center_IsTheLargestSquareInTheMiddle()
    {
        Assert.Equal(new Crop(3, 0, Side: 10, Size: 4, Flip: false), Crop.Center(new(17, 10), 4));
        Assert.Equal(new Crop(0, 2, Side: 7, Size: 7, Flip: false), Crop.Center(new(7, 11), 7));
    }
}
