using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What harmonic and biharmonic fills have in common.</summary>
public sealed class DiffusionFillTests
{
    const double Rounding = .5 + .05; // to a byte, and the solver's tolerance

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (var order in new[] { 1, 2 })
            {
                foreach (var name in Masks.Keys)
                {
                    cases.Add(order, name);
                }
            }

            return cases;
        }
    }

    static Dictionary<string, Mask> Masks { get; } = new()
    {
        ["irregular"] = Samples.Irregular(24, 19),
        ["irregular, odd sides"] = Samples.Irregular(17, 23, 1),
        ["one pixel"] = Samples.Hole(9, 7, 4, 3, 1, 1),
        ["one pixel in a corner"] = Samples.Hole(9, 7, 8, 6, 1, 1),
        ["a corner"] = Samples.Hole(20, 16, 0, 0, 11, 9),
        ["the left half"] = Samples.Hole(20, 17, 0, 0, 10, 17),
        ["the upper rows"] = Samples.Hole(20, 17, 0, 0, 20, 13),
        ["the right columns"] = Samples.Hole(21, 15, 6, 0, 15, 15),
        ["all but one pixel"] = Where(18, 15, (x, y) => (x, y) != (4, 11)),
        ["all but a corner"] = Where(15, 18, (x, y) => (x, y) != (0, 0)),
        ["all but a frame"] = Samples.Hole(22, 19, 1, 1, 20, 17),
        ["a chessboard"] = Where(17, 16, (x, y) => (x + y) % 2 == 0),
        ["noise"] = Where(20, 18, (x, y) => (x * 7919 + y * 104729 + x * y * 31) % 10 < 8),
        ["holes one pixel apart"] = Where(20, 18, (x, y) => x is > 2 and < 17 and not 9 && y is > 2 and < 15 and not 8),
        ["a row"] = Where(50, 1, (x, _) => x is > 10 and < 30),
        ["the ends of a row"] = Where(41, 1, (x, _) => x is < 9 or > 30),
        ["a column"] = Where(1, 37, (_, y) => y is > 3 and < 30),
        ["two rows"] = Where(40, 2, (x, y) => x > 5 && x + y < 33),
        ["a frame"] = Where(19, 16, (x, y) => x is 0 or 18 || y is 0 or 15),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inpaint_IsTheExactSolution(int order, string name)
    {
        var mask = Masks[name];
        var image = Samples.Image(mask.Width, mask.Height);
        var (result, expected) =
            (Method(order).Inpaint(Samples.WithOtherHoles(image, mask), mask), NaiveDiffusion.Fill(image, mask, order));

        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - result.Pixels[i]) <= Rounding,
                $"Value {i}: expected {expected[i]:F2}, got {result.Pixels[i]}.");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_KeepsKnownPixelsBitByBit(int order)
    {
        var (image, mask) = (Samples.Noise(60, 45), Samples.Irregular(60, 45));
        var result = Method(order).Inpaint(image, mask);

        Assert.Equal(Composite.Create(image, new(60, 45), mask).Pixels, Composite.Create(result, new(60, 45), mask).Pixels);
        Assert.Equal(Samples.Noise(60, 45).Pixels, image.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_WhatLiesUnderTheHoles_NeverMatters(int order)
    {
        var (image, mask) = (Samples.Image(60, 45), Samples.Irregular(60, 45));

        Assert.Equal(Method(order).Inpaint(image, mask).Pixels, Method(order).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_OfALinearRamp_RecoversALargeHole(int order)
    {
        var image = MakeImage(400, 300, (x, y, c) => 10 * c + Math.Min(x, 110) + Math.Min(y, 110));
        var mask = Samples.Hole(400, 300, 3, 4, 105, 104);

        Assert.Equal(image.Pixels, Method(order).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_OfOneKnownPixelInALargeImage_SpreadsIt(int order)
    {
        var image = MakeImage(500, 400, (_, _, c) => 10 + 90 * c);
        var mask = Where(500, 400, (x, y) => (x, y) != (123, 45));

        Assert.Equal(image.Pixels, Method(order).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_OfFarApartHoles_FillsEachAsIfItWereAlone(int order)
    {
        var image = Samples.Image(300, 200);
        var (first, second) = (Samples.Hole(300, 200, 0, 0, 20, 30), Samples.Hole(300, 200, 270, 180, 30, 20));
        var both = Where(300, 200, (x, y) => !first[x, y] || !second[x, y]);

        var (oneByOne, atOnce) = (Method(order).Inpaint(Method(order).Inpaint(image, first), second), Method(order).Inpaint(image, both));

        Assert.InRange(oneByOne.Pixels.Zip(atOnce.Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_OnManyThreadsAtOnce_GivesTheSameAsAlone(int order)
    {
        var (image, mask, method) = (Samples.Image(90, 80), Samples.Irregular(90, 80), Method(order));
        var alone = method.Inpaint(image, mask).Pixels;

        Parallel.For(0, 12, _ => Assert.Equal(alone, method.Inpaint(image, mask).Pixels));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_WithoutHoles_IsACopyOfTheImage(int order)
    {
        var image = Samples.Noise(9, 5);
        var result = Method(order).Inpaint(image, Mask.AllValid(9, 5));

        Assert.Equal(image.Pixels, result.Pixels);
        Assert.NotSame(image, result);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_WithoutAKnownPixel_IsMidGray(int order) =>
        Assert.All(Method(order).Inpaint(Samples.Noise(9, 5), Mask.AllHoles(9, 5)).Pixels, p => Assert.Equal(128, p));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_WithAMaskOfAnotherSize_SaysBothSizes(int order) => Assert.Equal(
        "Mask is 5×4 but image is 4×4. Resize the mask with nearest neighbor.",
        Assert.Throws<ArgumentException>(() => Method(order).Inpaint(new(4, 4), Mask.AllValid(5, 4))).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Inpaint_WhenCanceled_Ends(int order)
    {
        using var early = new CancellationTokenSource();
        early.Cancel();
        Assert.Throws<OperationCanceledException>(() => Method(order).Inpaint(new(4, 4), Mask.AllHoles(4, 4), early.Token));

        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(1)); // long before four million pixels are filled
        Assert.ThrowsAny<OperationCanceledException>(() => Method(order)
            .Inpaint(new(2000, 2000), Samples.Hole(2000, 2000, 1, 1, 1998, 1998), late.Token));
    }

    static IInpainter Method(int order) => order == 1 ? new HarmonicInpainter() : new BiharmonicInpainter();

    static Mask Where(int width, int height, Func<int, int, bool> isHole) =>
        Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(i => isHole(i % width, i / width))]);

    static RgbImage MakeImage(int width, int height, Func<int, int, int, int> value) =>
        new(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(i => (byte)value(i / 3 % width, i / 3 / width, i % 3))]);
}
