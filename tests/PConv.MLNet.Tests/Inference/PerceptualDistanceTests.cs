using System.Text.Json;
using PConv.MLNet.Inference;

namespace PConv.MLNet.Tests;

public sealed class PerceptualDistanceTests
{
    public sealed record Row(int[][] Shapes, double First, double Second, double Distance);

    /// <summary>tests/data/features/generate.py, by numpy.</summary>
    public static TheoryData<Row> Expected { get; } =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "features.json")))
        .RootElement.GetProperty("perceptual").Deserialize<Row[]>(JsonSerializerOptions.Web)!];

    static FeatureMap Map(int channels, int positions, Func<int, int, double> value) =>
        new(channels, positions,
            [.. from c in Enumerable.Range(0, channels) from p in Enumerable.Range(0, positions) select (float)value(c, p)]);

    static FeatureMap[] Maps(int[][] shapes, double seed) =>
        [.. shapes.Select(s => Map(s[0], s[1], (c, p) => Math.Max(0, Math.Sin(.9 * c + .37 * p + seed))))];

    /// <summary>Unit vectors first, their difference then, a position after the other.</summary>
    static double Naive(FeatureMap a, FeatureMap b)
    {
        double[] Unit(FeatureMap map, int position)
        {
            var vector = Enumerable.Range(0, map.Channels).Select(c => (double)map.Values[c * map.Positions + position]).ToArray();
            return [.. vector.Select(v => v / (Math.Sqrt(vector.Sum(x => x * x)) + 1e-10))];
        }

        return Enumerable.Range(0, a.Positions).Average(p => Unit(a, p).Zip(Unit(b, p), (x, y) => (x - y) * (x - y)).Sum());
    }

    [Theory]
    [MemberData(nameof(Expected))]
    public void Between_IsWhatNumpyComputes(Row row) =>
        // sines are rounded to float by each
        Assert.Equal(row.Distance, PerceptualDistance.Between(Maps(row.Shapes, row.First), Maps(row.Shapes, row.Second)), 1e-6);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 511)]
    [InlineData(5, 512)]
    [InlineData(4, 1031)]
    public void Between_OfAnyShape_IsTheNaiveTwins(int channels, int positions)
    {
        var random = new Random(channels);
        var (a, b) =
            (Map(channels, positions, (_, _) => random.NextDouble() - .5), Map(channels, positions, (_, _) => random.NextDouble() - .5));

        Assert.Equal(Naive(a, b), PerceptualDistance.Between([a], [b]), 1e-12);
        Assert.Equal(Naive(a, b) + Naive(b, b), PerceptualDistance.Between([a, b], [b, b]), 1e-12);
    }

    [Fact]
    public void Between_EqualFeatures_IsExactlyZero()
    {
        var maps = Maps([[7, 700], [3, 1]], .4);

        Assert.Equal(0, PerceptualDistance.Between(maps, Maps([[7, 700], [3, 1]], .4)));
    }

    [Fact]
    public void Between_FeaturesThatDifferInLengthAlone_IsZero()
    {
        var map = Map(6, 40, (c, p) => 1 + Math.Sin(c + p));

        Assert.Equal(0, PerceptualDistance.Between([map], [map with { Values = [.. map.Values.Select(v => 4 * v)] }]), 1e-9);
    }

    [Fact]
    public void Between_OppositeFeatures_IsFour() =>
    Assert.Equal(4, PerceptualDistance.Between([Map(3, 5, (c, p) => c + p + 1)], [Map(3, 5, (c, p) => -(c + p + 1))]), 1e-8);

    [Fact]
    public void Between_NoFeaturesAndSome_IsOne() =>
    Assert.Equal(1, PerceptualDistance.Between([Map(3, 5, (_, _) => 0)], [Map(3, 5, (c, _) => c)]), 1e-8);

    [Fact]
    public void Between_OtherShapes_NamesThem() => Assert.Equal(
        "Features of shapes [3, 4] + [2, 1] and [3, 5] + [2, 1] cannot be compared. Take images of one size and one network.",
        Assert.Throws<ArgumentException>(() => PerceptualDistance.Between(Maps([[3, 4], [2, 1]], 0), Maps([[3, 5], [2, 1]], 0))).Message);

    [Fact]
    public void Between_FeaturesThatAreNoNumbers_SaysSo() => Assert.Equal(
        "Some features are no finite numbers, so there is no distance. Take a network that gives finite features for every image.",
        Assert.Throws<ArgumentException>(() =>
            PerceptualDistance.Between([Map(1, 3, (_, _) => double.NaN)], [Map(1, 3, (_, _) => 1)])).Message);
}
