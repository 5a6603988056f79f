using PConv.MLNet.Classical;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class HoleRidgeTests
{
    public static TheoryData<int, int, int> Sizes => new() { { 1, 9, 0 }, { 9, 1, 1 }, { 31, 24, 3 }, { 24, 31, 4 }, { 40, 40, 5 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Depth_IsThatOfTheNearestOfAllKnownPixels(int width, int height, int seed)
    {
        var mask = Samples.Irregular(width, height, seed);
        var ridge = HoleRidge.Create(mask);

        for (var i = 0; i < mask.Size.Area; i++)
        {
            Assert.Equal(NaiveDepth(mask, i), ridge.Depth[i], 1e-3);
        }

        Assert.Equal(Enumerable.Range(0, mask.Size.Area).Where(i => mask.Valid[i] == 0), ridge.Holes.ToArray());
        Assert.Equal(mask.HoleCount == 0 ? 0 : ridge.Depth.Max(), ridge.Deepest);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RidgeAt_IsTheDepthOfADiskOverThePixel_AndNeverLessThanItsOwn(int width, int height, int seed)
    {
        var ridge = HoleRidge.Create(Samples.Irregular(width, height, seed));
        var holes = ridge.Holes.ToArray();

        Assert.All(holes, i =>
        {
            var covering = holes.Where(j => Disks.Distance(i, width, j % width, j / width) <= ridge.Depth[j] + 1 + 1e-4)
                .Select(j => ridge.Depth[j]);
            Assert.Contains(ridge.RidgeAt(i), covering);
            Assert.True(ridge.RidgeAt(i) >= ridge.Depth[i]);
        });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void RidgeAt_InADisk_IsTheDepthOfItsMiddle(int radius)
    {
        var ridge = HoleRidge.Create(Disks.Hole(40, 36, 20, 17, radius));

        Assert.InRange(ridge.Deepest, radius, radius + 1.5);
        Assert.All(ridge.Holes.ToArray(), i => Assert.Equal(ridge.Deepest, ridge.RidgeAt(i)));
    }

    [Fact]
    public void RidgeAt_InAStrokeThatEndsInADisk_IsHalfTheStrokesWidthOutsideTheDisk()
    {
        var (disk, stroke) = (Disks.Hole(80, 40, 20, 20, 12), Samples.Hole(80, 40, 20, 18, 50, 5));
        var ridge =
            HoleRidge.Create(
                Mask.FromHoles(80, 40, [.. Enumerable.Range(0, 80 * 40).Select(i => disk.Valid[i] == 0 || stroke.Valid[i] == 0)]));

        Assert.All(Enumerable.Range(42, 20), x => Assert.Equal(3, ridge.RidgeAt(20 * 80 + x)));
        Assert.InRange(ridge.RidgeAt(20 * 80 + 10), 12, 14);
    }

    [Fact]
    public void Depth_WithoutAKnownPixel_IsFarAndTheSameEverywhere()
    {
        var ridge = HoleRidge.Create(Mask.AllHoles(7, 5));

        Assert.All(ridge.Holes.ToArray(), i => Assert.Equal((ridge.Deepest, ridge.Deepest), (ridge.Depth[i], ridge.RidgeAt(i))));
        Assert.True(ridge.Deepest > 1e5);
    }

    [Fact]
    public void Depth_WithoutHoles_IsNothing()
    {
        var ridge = HoleRidge.Create(Mask.AllValid(7, 5));

        Assert.All(ridge.Depth, d => Assert.Equal(0, d));
        Assert.Equal((0, 0), (ridge.Deepest, ridge.Holes.Length));
    }

    static double NaiveDepth(Mask mask, int i)
    {
        var least = 1e6;
        for (var j = 0; j < mask.Size.Area; j++)
        {
            var (dx, dy) = (Math.Abs(i % mask.Width - j % mask.Width), Math.Abs(i / mask.Width - j / mask.Width));
            least = mask.Valid[j] == 1 ? Math.Min(least, Math.Max(dx, dy) + (Math.Sqrt(2) - 1) * Math.Min(dx, dy)) : least;
        }

        return least;
    }
}
