using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class BoxPlanTests
{
    static readonly LargeImageOptions Options = new() { Margin = 32, MaxSide = 512, MaxDepth = 40 };
    static readonly SizeClasses Classes = new(512, multiple: 8);

    [Fact]
    public void Of_AnyMask_CoversEveryHoleWithItsMarginInsideTheImageAndCostsAtMostTheWhole()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var mask = Holes.Random(seed, 900);
            var (image, plan) = (PixelBox.Whole(mask.Size), BoxPlan.Create(mask, Options, Classes));

            Assert.All(plan.Boxes, b =>
            {
                Assert.True(image.Contains(b.Window) && b.Window.Contains(b.Holes.Inflate(Options.Margin, mask.Size)), $"{seed}: {b}");
                Assert.InRange(Math.Max(b.Window.Width, b.Window.Height), 1, Options.MaxSide);
            });
            Assert.All(plan.Regions, r => Assert.True(image.Contains(r)));
            PixelBox[] parts = [.. plan.Boxes.Select(b => b.Holes), .. plan.Regions];
            Assert.All(parts, (part, i) => Assert.DoesNotContain(parts[..i], part.Overlaps));
            Assert.All(HoleComponents.Boxes(mask), hole => Assert.Single(parts, p => p.Contains(hole)));
            Assert.Equal(plan.Boxes, BoxPlan.Create(mask, Options, Classes).Boxes);
            if (plan.Regions.Count == 0 && Math.Max(mask.Width, mask.Height) <= Options.MaxSide)
            {
                Assert.InRange(plan.Boxes.Sum(b => Classes.Cost(b.Window)), 0, Classes.Cost(image));
            }
        }
    }

    [Fact]
    public void Of_HolesFarApart_HasABoxOfTheSmallestSizeForEach()
    {
        var plan =
            BoxPlan.Create(Holes.At(new(4000, 3000), new(10, 20, 100, 80), new(2000, 1500, 80, 100), new(3962, 2962, 38, 38)), Options,
                Classes);

        Assert.Empty(plan.Regions);
        Assert.Equal([new PixelBox(0, 0, 256, 256), new(1912, 1422, 256, 256), new(3744, 2744, 256, 256)],
            plan.Boxes.Select(b => b.Window));
    }

    [Fact]
    public void Of_HolesBesideEachOther_HasOneBox() =>
        Assert.Equal(new PixelBox(300, 300, 110, 40),
            Assert.Single(
                BoxPlan.Create(Holes.At(new(1000, 1000), new(300, 300, 40, 40), new(370, 300, 40, 40)), Options, Classes).Boxes).Holes);

    [Fact]
    public void Of_AHoleInsideAnothersBox_IsFilledWithIt()
    {
        var frame = new[] { new PixelBox(100, 100, 200, 4), new(100, 100, 4, 200), new(296, 100, 4, 200), new(100, 296, 200, 4) };

        Assert.Equal(new PixelBox(100, 100, 200, 200),
            Assert.Single(BoxPlan.Create(Holes.At(new(1000, 1000), [.. frame, new(180, 180, 5, 5)]), Options, Classes).Boxes).Holes);
    }

    [Fact]
    public void Of_AHoleDeeperThanAModelFillsAtOnce_IsARegion()
    {
        var plan = BoxPlan.Create(Holes.At(new(1000, 1000), new(300, 300, 90, 90), new(700, 700, 20, 20)), Options, Classes);

        Assert.Equal([new PixelBox(300, 300, 90, 90)], plan.Regions);
        Assert.Equal([new PixelBox(700, 700, 20, 20)], plan.Boxes.Select(b => b.Holes));
    }

    [Fact]
    public void Of_DeepHolesThatWouldCostMoreThanTheWholeImage_IsOneRegion()
    {
        PixelBox[] holes =
            [.. from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 3) select new PixelBox(20 + 170 * x, 20 + 170 * y, 90, 90)];
        var plan = BoxPlan.Create(Holes.At(new(512, 512), holes), Options, Classes);

        Assert.Equal([new PixelBox(0, 0, 512, 512)], plan.Regions);
        Assert.Empty(plan.Boxes);
        // three of a quarter of it cost less
        Assert.Equal(3, BoxPlan.Create(Holes.At(new(512, 512), holes[..3]), Options, Classes).Regions.Count);
    }

    [Fact]
    public void Of_AHoleLongerThanABox_IsARegion() =>
        Assert.Equal([new PixelBox(100, 300, 460, 5)],
            BoxPlan.Create(Holes.At(new(1000, 1000), new PixelBox(100, 300, 460, 5)), Options, Classes).Regions);

    [Fact]
    public void Of_SpecksEverywhere_IsTheWholeImage()
    {
        var size = new ImageSize(500, 480);
        var mask = Mask.FromHoles(size.Width, size.Height, [.. Enumerable.Range(0, size.Area).Select(i => i % 97 == 0)]);

        Assert.Equal(new HoleBox(PixelBox.Whole(size), PixelBox.Whole(size)), Assert.Single(BoxPlan.Create(mask, Options, Classes).Boxes));
    }

    [Fact]
    public void Of_AModelOfOneSize_HasBoxesOfThatSizeWithTheMarginThereIsRoomFor()
    {
        var classes = new SizeClasses(512, 1, new(64, 48));
        var plan = BoxPlan.Create(Holes.At(new(300, 30), new PixelBox(200, 10, 20, 10)), Options, classes);

        var box = Assert.Single(plan.Boxes);
        Assert.Equal((new PixelBox(178, 0, 64, 30), new ImageSize(64, 48)), (box.Window, classes.Canvas(box.Window)));
    }

    [Theory]
    [InlineData(64, 255, "MaxSide is 255, expected at least 256: 256, and four times the Margin.")]
    [InlineData(100, 399, "MaxSide is 399, expected at least 400: 256, and four times the Margin.")]
    public void Options_WithoutRoomForAHole_AreRefused(int margin, int side, string message) => Assert.Equal(message,
        Assert.Throws<ArgumentException>(() =>
            OnnxInpainter.BuiltIn(new() { LargeImages = new() { Margin = margin, MaxSide = side } })).Message);
}
