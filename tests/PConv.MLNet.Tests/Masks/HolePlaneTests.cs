using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Against a naive twin that looks at every pixel by itself.</summary>
public sealed class HolePlaneTests
{
    public static TheoryData<int, int> Sizes { get; } =
        new() { { 1, 1 }, { 1, 9 }, { 63, 5 }, { 64, 5 }, { 65, 5 }, { 130, 7 }, { 7, 130 } };

    static HolePlane Random(int width, int height, int seed = 0) => HolePlane.From(RandomMask(width, height, seed));

    static Mask RandomMask(int width, int height, int seed) => Mask.FromImage(Samples.Noise(width, height, seed));

    /// <summary>A plane by a rule for each pixel; pixels beyond the edges are valid.</summary>
    static void Same(Func<int, int, bool> expected, HolePlane actual)
    {
        var count = 0;
        for (var y = 0; y < actual.Size.Height; y++)
        {
            for (var x = 0; x < actual.Size.Width; x++)
            {
                Assert.True(expected(x, y) == actual[x, y], $"Pixel {x}, {y} of {actual.Size} is {actual[x, y]}.");
                count += actual[x, y] ? 1 : 0;
            }
        }

        Assert.Equal(count, actual.Count);
    }

    static Func<int, int, bool> Holes(HolePlane plane, bool beyond = false) => (x, y) =>
        x < 0 || y < 0 || x >= plane.Size.Width || y >= plane.Size.Height ? beyond : plane[x, y];

    static IEnumerable<(int X, int Y)> Around(bool eight) =>
        from y in Enumerable.Range(-1, 3) from x in Enumerable.Range(-1, 3) where eight || x == 0 || y == 0 select (x, y);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void OfAndToMask_KeepEveryPixel(int width, int height)
    {
        var mask = RandomMask(width, height, 3);

        Assert.Equal(mask.Valid.ToArray(), HolePlane.From(mask).ToMask().Valid.ToArray());
        Same((x, y) => !mask[x, y], HolePlane.From(mask));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Dilated_AndEroded_LookAtTheNeighbors(int width, int height)
    {
        var plane = Random(width, height);
        var (outside, inside) = (Holes(plane), Holes(plane, beyond: true));
        foreach (var eight in new[] { false, true })
        {
            Same((x, y) => Around(eight).Any(d => outside(x + d.X, y + d.Y)), plane.Dilated(eight));
            Same((x, y) => Around(eight).All(d => inside(x + d.X, y + d.Y)), plane.Eroded(eight));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void InsideAndExcept_AreIntersectionAndDifference(int width, int height)
    {
        var (plane, other) = (Random(width, height), Random(width, height, 1));

        Same((x, y) => plane[x, y] && !other[x, y], plane.Except(other));
        foreach (var border in new[] { 0, 1, 3, 200 })
        {
            Same((x, y) => plane[x, y] && Math.Min(x, y) >= border && x < width - border && y < height - border, plane.Inside(border));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 62)]
    [InlineData(3, 63)]
    [InlineData(60, 130)]
    [InlineData(64, 127)]
    [InlineData(149, 149)]
    [InlineData(9, 8)]
    public void Fill_OfAtMostSome_TakesTheLeftmostThatWereNoHoles(int first, int last)
    {
        for (var most = 0; most < 80; most += 13)
        {
            var (plane, before) = (Random(150, 2), Random(150, 2));
            var open = Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(x => !before[x, 1]).Take(most).ToArray();

            Assert.Equal(open.Length, plane.Fill(1, first, last, most));
            Same((x, y) => before[x, y] || y == 1 && open.Contains(x), plane);
        }
    }

    [Fact]
    public void AddAndRemove_OfAtMostSome_BeginAtTheRow()
    {
        var (plane, other) = (new HolePlane(new(70, 3)), Random(70, 3));
        plane.Add(other, fromRow: 2, most: other.Count - 5);

        Assert.Equal(other.Count - 5, plane.Count);
        Same((x, y) => other[x, y] && (y != 1 || plane[x, y]), plane); // five of the last row are missing

        plane.Remove(plane.Except(new(plane.Size)), fromRow: 0, most: 4);
        Assert.Equal(other.Count - 9, plane.Count);
    }

    [Fact]
    public void Resampled_ByAQuarterTurn_TurnsEveryPixel()
    {
        var plane = Random(9, 5);
        var map = AffineMap.Create((4.5, 2.5), new(5, 9), scale: 1, Math.PI / 2, mirrored: false);

        Same((x, y) => plane[8 - y, x], plane.Resampled(new(5, 9), map));
    }

    [Fact]
    public void Resampled_Mirrored_TurnsTheRowsRound() =>
        Same((x, y) => Random(9, 5)[x, 4 - y], Random(9, 5)
            .Resampled(new(9, 5), AffineMap.Create((4.5, 2.5), new(9, 5), 1, 0, mirrored: true)));

    [Fact]
    public void Resampled_ToAnotherSize_TakesThePixelUnderEachCenter()
    {
        var plane = Random(12, 6);

        Same((x, y) => plane[3 * x + 1, 3 * y + 1], plane.Resampled(new(4, 2), AffineMap.Middle(plane.Size, new(4, 2))));
        Same((x, y) => plane[3 + x / 2, y / 2], plane.Resampled(new(12, 12), AffineMap.Middle(plane.Size, new(12, 12))));
    }
}
