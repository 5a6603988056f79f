using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class RimGuardTests
{
    const int Width = 120, Height = 100, X = 60, Y = 50, Radius = 18;

    /// <summary>Its edge is blended over a pixel, as cameras do.</summary>
    static readonly RgbImage Object = Photograph(i => Radius + .5 - Disks.Distance(i, Width, X, Y));

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 0)]
    [InlineData(4, 2)]
    [InlineData(5, 1)]
    public void Hide_WithAMaskDrawnTooTight_HidesWhatIsLeftOfTheObjectAndLittleElse(int pixels, double blended)
    {
        var tight = Disks.Hole(Width, Height, X, Y, Radius - pixels);

        var hidden = Hide(Photograph(i => (Radius + blended / 2 - Disks.Distance(i, Width, X, Y)) / Math.Max(.01, blended)), tight);

        for (var i = 0; i < Width * Height; i++)
        {
            var distance = Disks.Distance(i, Width, X, Y);
            Assert.True(distance > Radius || hidden.Valid[i] == 0, $"{i % Width}, {i / Width} still shows the object.");
            Assert.True(distance < Radius - pixels + 8 || hidden.Valid[i] == 1, $"{i % Width}, {i / Width} is hidden for nothing.");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Hide_WithAGenerousMask_IsTheMaskItself(int pixels)
    {
        var generous = Disks.Hole(Width, Height, X, Y, Radius + pixels);

        Assert.Same(generous, Hide(Object, generous));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public void Hide_OfAStrokeAcrossAnEdge_IsTheMaskItself(int thick)
    {
        var (left, stroke) = (Photograph(i => i % Width < X ? 1 : 0), Samples.Hole(Width, Height, 10, 40, 100, thick));

        Assert.Same(stroke, Hide(left, stroke));
    }

    [Fact]
    public void Hide_OnGroundOfOneKind_IsTheMaskItself()
    {
        var mask = Samples.Irregular(Width, Height);

        Assert.Same(mask, Hide(Photograph(_ => 0), mask));
        Assert.Same(mask, Hide(Samples.Noise(Width, Height), mask));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(40, 30)]
    public void Hide_WithNoHolesOrNothingElse_IsTheMaskItself(int width, int height)
    {
        var (none, all) = (Mask.AllValid(width, height), Mask.AllHoles(width, height));

        Assert.Same(none, Hide(Samples.Noise(width, height), none));
        Assert.Same(all, Hide(Samples.Noise(width, height), all));
    }

    [Fact]
    public void Hide_NeverLooksIntoHolesAndNeverOpensThem()
    {
        var tight = Disks.Hole(Width, Height, X, Y, Radius - 3);

        var hidden = Hide(Samples.WithOtherHoles(Object, tight), tight);

        Assert.Equal(Hide(Object, tight).Valid.ToArray(), hidden.Valid.ToArray());
        Assert.All(Enumerable.Range(0, Width * Height), i => Assert.True(hidden.Valid[i] <= tight.Valid[i]));
    }

    [Fact]
    public void Hide_OfTwoHoles_HidesTheRimOfTheTightOneAlone()
    {
        var (tight, generous) = (Disks.Hole(Width, Height, 28, Y, 12), Disks.Hole(Width, Height, 92, Y, 18));
        var both = Photograph(i => 15.5 - Math.Min(Disks.Distance(i, Width, 28, Y), Disks.Distance(i, Width, 92, Y)));
        var mask =
            Mask.FromHoles(Width, Height,
                [.. Enumerable.Range(0, Width * Height).Select(i => tight.Valid[i] == 0 || generous.Valid[i] == 0)]);

        var hidden = Hide(both, mask);

        Assert.All(Enumerable.Range(0, Width * Height), i => Assert.True(i % Width < X || hidden.Valid[i] == mask.Valid[i]));
        Assert.True(hidden.HoleCount > mask.HoleCount);
    }

    [Fact]
    public void Hide_OnOneOrTwoThreads_GivesTheSame()
    {
        var tight = Disks.Hole(Width, Height, X, Y, Radius - 3);

        Assert.Equal(Hide(Object, tight, threads: 1).Valid.ToArray(), Hide(Object, tight, threads: 2).Valid.ToArray());
    }

    [Fact]
    public void Hide_Canceled_Ends() => Assert.ThrowsAny<OperationCanceledException>(() =>
        RimGuard.Hide(Object, Disks.Hole(Width, Height, X, Y, Radius), new() { CancellationToken = new(canceled: true) }));

    static Mask Hide(RgbImage image, Mask mask, int threads = 2) => RimGuard.Hide(image, mask, new() { MaxDegreeOfParallelism = threads });

    /// <summary>Something dark on bright ground that changes slowly.</summary>
    /// <param name="share">Of the dark in a pixel; clamped to [0, 1].</param>
    static RgbImage Photograph(Func<int, double> share)
    {
        var image = new RgbImage(Width, Height);
        for (var i = 0; i < Width * Height; i++)
        {
            var (x, y, dark) = (i % Width, i / Width, Math.Clamp(share(i), 0, 1));
            int[] thing = [60, 40, 50 + (x + y) % 5], ground = [150 + x / 8, 170 + (x * 3 + y * 7) % 6, 130 + y / 8];
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                image.Pixels[RgbImage.Channels * i + c] = (byte)(dark * thing[c] + (1 - dark) * ground[c]);
            }
        }

        return image;
    }
}
