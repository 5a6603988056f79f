using PConv.MLNet.Classical;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class FastMarchingTests
{
    const int Reach = 7;

    [Theory]
    [InlineData(40, 30, 0)]
    [InlineData(61, 47, 1)]
    [InlineData(17, 90, 2)]
    public void March_IntoIrregularHoles_IsTheNaiveMarchBitByBitInItsOrder(int width, int height, int seed)
    {
        var mask = Samples.Irregular(width, height, seed);
        var (expected, order) = NaiveMarching.Into(mask);
        using var planes = Planes(mask);

        var cellOf = CellsOf(planes, mask);
        Assert.Equal(order.Select(i => cellOf[i]), planes.Holes.ToArray());
        Assert.All(order, i => Assert.Equal(expected[i], planes.Distances[cellOf[i]]));
    }

    [Fact]
    public void March_FromAStraightRim_CountsPixels()
    {
        using var planes = Planes(Samples.Hole(30, 20, 0, 0, 12, 20)); // the rim is column 12

        Assert.All(planes.Holes.ToArray(), cell => Assert.InRange(planes.Distances[cell], 1, 12));
        Assert.Equal(240, planes.Holes.Length);
        Assert.All(Enumerable.Range(0, 12), x => Assert.Equal(12 - x, planes.Distances[planes.Holes[20 * (11 - x)]], 1e-4f));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void March_BothWays_IsCloseToTheEuclideanDistance(int seed)
    {
        var mask = Samples.Irregular(60, 50, seed);
        using var planes = Planes(mask);
        var cellOf = CellsOf(planes, mask);
        var rim = Enumerable.Range(0, 60 * 50).Where(i => planes.Distances[cellOf[i]] == 0).ToArray();

        for (var i = 0; i < cellOf.Length; i++)
        {
            var exact = rim.Min(r => Math.Sqrt((r % 60 - i % 60) * (r % 60 - i % 60) + (r / 60 - i / 60) * (r / 60 - i / 60)));
            var distance = planes.Distances[cellOf[i]];
            if (mask.Valid[i] == 0)
            {
                Assert.InRange(distance, exact - .4, exact + .8);
            }
            else if (exact <= Reach - 2)
            {
                Assert.InRange(-distance, exact - .4, exact + .8);
            }
        }
    }

    [Fact]
    public void March_AroundTheHoles_EndsAtItsReach()
    {
        using var planes = Planes(Samples.Hole(64, 64, 30, 30, 4, 4));

        var distances = planes.Near.ToArray().Select(cell => planes.Distances[cell]).ToArray();
        Assert.Equal(-Reach, distances.Min(), 1e-4f);
        Assert.Equal(0, distances.Max());
    }

    [Fact]
    public void March_WhenCanceled_Ends() => Assert.Throws<OperationCanceledException>(() =>
    {
        var mask = Samples.Irregular(20, 20);
        new MarchingPlanes(new(20, 20), mask, HoleRegion.Find(mask, Reach).Single(), Reach, 0, new(canceled: true)).Dispose();
    });

    [Fact]
    public void Band_GivesTheNearestFirst_AndOfEqualsTheLowerCell()
    {
        using var band = new NarrowBand();
        var random = new Random(3);
        var all = Enumerable.Range(0, 5000).Select(i => (Distance: random.Next(40) / 4f, Cell: i)).ToArray();
        foreach (var (distance, cell) in all.Reverse())
        {
            band.Push(distance, cell);
        }

        Assert.Equal(all.Order(), all.Select(_ => band.Pop()).ToArray());
        Assert.Equal(0, band.Count);
    }

    [Fact]
    public void Regions_OfFarHoles_AreApart_AndOfNearOnesTogether()
    {
        Assert.Equal(2, HoleRegion.Find(Two(10, 100), Reach).Count);
        Assert.Single(HoleRegion.Find(Two(10, 10 + Reach), Reach));
        Assert.Empty(HoleRegion.Find(Mask.AllValid(50, 50), Reach));

        static Mask Two(int first, int second) =>
            Mask.FromHoles(130, 20, [.. Enumerable.Range(0, 130 * 20).Select(i => i == 260 + first || i == 260 + second)]);
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(7, 1)]
    [InlineData(25, 2)]
    public void Regions_OwnEveryHoleOnce_FartherFromAllOthersThanTheReach(int reach, int seed)
    {
        const int width = 300, height = 240;
        var random = new Random(seed);
        var mask = Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(_ => random.Next(3000) == 0)]);
        var regions = HoleRegion.Find(mask, reach);
        var holes = Enumerable.Range(0, width * height).Where(i => mask.Valid[i] == 0).Select(i => (X: i % width, Y: i / width)).ToArray();
        var owner = holes.ToDictionary(h => h, h => regions.Single(r => r.Owns(h.X, h.Y)));

        Assert.True(regions.Count > 1);
        Assert.All(holes, h => Assert.True(h.X >= owner[h].Left && h.X < owner[h].Right && h.Y >= owner[h].Top && h.Y < owner[h].Bottom));
        Assert.All(from a in holes from b in holes where owner[a] != owner[b]
            select Math.Max(Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y)), d => Assert.True(d > reach));
    }

    static MarchingPlanes Planes(Mask mask) =>
        new(new(mask.Width, mask.Height), mask, HoleRegion.Find(mask, Math.Max(mask.Width, mask.Height)).Single(), Reach, 0, default);

    /// <summary>The cell of each pixel: its row begins where a margin of the reach ends.</summary>
    static int[] CellsOf(MarchingPlanes planes, Mask mask) =>
        [.. Enumerable.Range(0, mask.Size.Area).Select(i => (i / mask.Width + Reach) * planes.Width + i % mask.Width + Reach)];
}
