using PConv.MLNet.Classical;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What the two methods that march have in common.</summary>
public sealed class MarchingInpainterTests
{
    public static TheoryData<string> Methods => ["Telea", "NavierStokes"];

    static IInpainter Method(string name, int radius = 5) => name == "Telea"
        ? new TeleaInpainter(new() { Radius = radius })
        : new NavierStokesInpainter(new() { Radius = radius });

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_KeepsKnownPixelsBitByBit(string method)
    {
        var (image, mask) = (Samples.Noise(60, 50), Samples.Irregular(60, 50));

        var result = Method(method).Inpaint(image, mask);

        Assert.Equal(Composite.Create(image, new(60, 50), mask).Pixels, Composite.Create(result, new(60, 50), mask).Pixels);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_WhatLiesUnderTheHoles_NeverMatters(string method)
    {
        var (image, mask) = (Samples.Image(60, 50), Samples.Irregular(60, 50));

        Assert.Equal(Method(method).Inpaint(image, mask).Pixels, Method(method).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_LeavesItsInputAlone(string method)
    {
        var image = Samples.Image(40, 30);
        Method(method).Inpaint(image, Samples.Irregular(40, 30));

        Assert.Equal(Samples.Image(40, 30).Pixels, image.Pixels);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_OfAConstantImage_StaysConstant(string method)
    {
        var image = new RgbImage(70, 45);
        Array.Fill(image.Pixels, (byte)77);
        var mask = Samples.Irregular(70, 45);

        Assert.Equal(image.Pixels, Method(method).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Theory]
    [InlineData("Telea", 2)]
    [InlineData("NavierStokes", 3)]
    public void Inpaint_OfALinearRamp_NearlyRecoversAStroke(string method, int levels)
    {
        var image = Ramp(64, 64);
        var mask = Samples.Hole(64, 64, 29, 10, 6, 40);

        var result = Method(method).Inpaint(Samples.WithOtherHoles(image, mask), mask);

        Assert.InRange(LargestDifference(image, result), 0, levels);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_OfAStepAcrossAStroke_ContinuesTheEdge(string method)
    {
        var image = new RgbImage(48, 48);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(i / 3 % 48 < 24 ? 40 : 200);
        }

        var mask = Samples.Hole(48, 48, 0, 21, 48, 6);
        var result = Method(method).Inpaint(Samples.WithOtherHoles(image, mask), mask);

        for (var y = 21; y < 27; y++)
        {
            Assert.InRange(result.Pixels[3 * (y * 48 + 12)], 39, 41);
            Assert.InRange(result.Pixels[3 * (y * 48 + 36)], 199, 201);
            Assert.InRange(result.Pixels[3 * (y * 48 + 22)], 40, 119);
            Assert.InRange(result.Pixels[3 * (y * 48 + 25)], 121, 200);
        }
    }

    [Theory]
    [InlineData("Telea", 40, 30, 5, 0)]
    [InlineData("Telea", 31, 44, 3, 1)]
    [InlineData("NavierStokes", 40, 30, 5, 0)]
    [InlineData("NavierStokes", 31, 44, 3, 1)]
    public void Inpaint_OfIrregularHoles_IsCloseToTheNaiveFill(string method, int width, int height, int radius, int seed)
    {
        var (image, mask) = (Samples.Image(width, height, seed), Samples.Irregular(width, height, seed));
        Assert.Single(HoleRegion.Find(mask, radius + 2));

        var result = Method(method, radius).Inpaint(image, mask);

        var expected = method == "Telea" ? NaiveMarching.Telea(image, mask, radius) : NaiveMarching.NavierStokes(image, mask, radius);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - result.Pixels[i]) <= .6, $"Value {i}: expected {expected[i]:F2}, got {result.Pixels[i]}.");
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_WithoutHoles_IsTheImage(string method) =>
        Assert.Equal(Samples.Noise(9, 5).Pixels, Method(method).Inpaint(Samples.Noise(9, 5), Mask.AllValid(9, 5)).Pixels);

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_WithoutAKnownPixel_IsMidGray(string method) =>
        Assert.All(Method(method).Inpaint(Samples.Noise(9, 5), Mask.AllHoles(9, 5)).Pixels, p => Assert.Equal(128, p));

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_FromOneKnownPixelInACorner_SpreadsIt(string method)
    {
        var image = new RgbImage(40, 33);
        (image.Pixels[^3], image.Pixels[^2], image.Pixels[^1]) = (10, 200, 90);
        var mask = Mask.FromHoles(40, 33, [.. Enumerable.Range(1, 40 * 33).Select(i => i < 40 * 33)]);

        var result = Method(method).Inpaint(image, mask).Pixels;

        Assert.All(Enumerable.Range(0, 40 * 33), i => Assert.Equal([10, 200, 90], result[(3 * i)..(3 * i + 3)]));
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_OfHolesInAllCorners_StaysWithinTheColorsAround(string method)
    {
        var image = Samples.Image(50, 40);
        var mask = Mask.FromHoles(50, 40, [.. Enumerable.Range(0, 50 * 40).Select(i => i % 50 is < 6 or > 43 && i / 50 is < 6 or > 33)]);

        var result = Method(method).Inpaint(Samples.WithOtherHoles(image, mask), mask);

        // mid-gray has 11
        Assert.True(ImageMetrics.HolePsnr(image, result, mask) > 14, $"{ImageMetrics.HolePsnr(image, result, mask):F1} dB");
    }

    [Theory]
    [InlineData("Telea", 1, 50)]
    [InlineData("Telea", 50, 1)]
    [InlineData("NavierStokes", 1, 50)]
    [InlineData("NavierStokes", 50, 1)]
    public void Inpaint_OfAOnePixelStrip_FillsAlongIt(string method, int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(i / 3 < 25 ? 30 : 210);
        }

        var mask = Mask.FromHoles(width, height, [.. Enumerable.Range(0, 50).Select(i => i is > 5 and < 15 or 49)]);

        Assert.Equal(image.Pixels, Method(method).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_Twice_GivesTheSame(string method)
    {
        var (image, mask) = (Samples.Image(300, 200), Spots(300, 200));

        Assert.Equal(Method(method).Inpaint(image, mask).Pixels, Method(method).Inpaint(image, mask).Pixels);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_OfHolesFarFromEachOther_IsThatOfEachAlone(string method)
    {
        var image = Samples.Image(200, 90);
        var (left, right) = (Samples.Hole(200, 90, 10, 30, 25, 20), Samples.Hole(200, 90, 150, 0, 30, 25));
        var both = Mask.FromHoles(200, 90, [.. Enumerable.Range(0, 200 * 90).Select(i => left.Valid[i] == 0 || right.Valid[i] == 0)]);

        var inTurn = Method(method).Inpaint(Method(method).Inpaint(image, left), right);

        Assert.Equal(inTurn.Pixels, Method(method).Inpaint(image, both).Pixels);
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_WithAMaskOfAnotherSize_SaysBothSizes(string method) => Assert.Equal(
        "Mask is 5×4 but image is 4×4. Resize the mask with nearest neighbor.",
        Assert.Throws<ArgumentException>(() => Method(method).Inpaint(new(4, 4), Mask.AllValid(5, 4))).Message);

    [Fact]
    public void Construct_WithoutOptions_TakesARadiusOf5()
    {
        var (image, mask) = (Samples.Image(60, 50), Samples.Irregular(60, 50));

        Assert.Equal(Method("Telea", radius: 5).Inpaint(image, mask).Pixels, new TeleaInpainter().Inpaint(image, mask).Pixels);
        Assert.Equal(Method("NavierStokes", radius: 5).Inpaint(image, mask).Pixels,
            new NavierStokesInpainter().Inpaint(image, mask).Pixels);
    }

    [Theory]
    [InlineData("Telea", 0)]
    [InlineData("Telea", 101)]
    [InlineData("NavierStokes", -1)]
    [InlineData("NavierStokes", 101)]
    public void Construct_WithARadiusOutOfRange_SaysTheRange(string method, int radius) => Assert.Equal(
        $"A radius of {radius} px is not within 1-100. Take about the width of the holes' strokes, as in 5.",
        Assert.Throws<ArgumentException>(() => Method(method, radius)).Message);

    [Theory]
    [InlineData("Telea", 1)]
    [InlineData("Telea", 30)]
    [InlineData("NavierStokes", 1)]
    [InlineData("NavierStokes", 30)]
    public void Inpaint_WithTheSmallestAndALargeRadius_IsBetterThanGray(string method, int radius)
    {
        var (image, mask) = (Samples.Image(60, 50), Samples.Irregular(60, 50));

        var result = Method(method, radius).Inpaint(image, mask);

        Assert.True(ImageMetrics.HolePsnr(image, result, mask)
            > ImageMetrics.HolePsnr(image, new HarmonicInpainter().Inpaint(image, Mask.AllHoles(60, 50)), mask));
    }

    [Theory, MemberData(nameof(Methods))]
    public void Inpaint_WhenCanceled_Ends(string method) => Assert.Throws<OperationCanceledException>(
        () => Method(method).Inpaint(Samples.Image(20, 20), Samples.Irregular(20, 20), new(canceled: true)));

    /// <summary>Canceled by the fill itself while it is at work.</summary>
    [Fact]
    public void Inpaint_WhenCanceledAtWork_GoesNoFurther()
    {
        using var cancel = new CancellationTokenSource();
        var method = new Cancelling(cancel);

        Assert.ThrowsAny<OperationCanceledException>(
            () => MarchingFill.Inpaint(new(100, 100), Samples.Hole(100, 100, 10, 10, 80, 80), new(5), method, cancel.Token));
        Assert.Equal(1, method.Calls);
    }

    sealed class Cancelling(CancellationTokenSource cancel) : IMarchingMethod
    {
        public int Calls { get; private set; }

        public int Traits => 0;

        public void Prepare(MarchingPlanes planes)
        {
        }

        public void Fill(MarchingPlanes planes, ReadOnlySpan<int> holes)
        {
            Calls++;
            cancel.Cancel();
        }
    }

    static Mask Spots(int width, int height) =>
        Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(i => i % width % 60 < 12 && i / width % 50 < 9)]);

    static RgbImage Ramp(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(20 + i % 3 * 10 + i / 3 % width * 2);
        }

        return image;
    }

    static int LargestDifference(RgbImage a, RgbImage b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Max();
}
