using System.Text.Json;

namespace PConv.MLNet.Evaluation.Tests;

public sealed class FrechetDistanceTests
{
    public sealed record Row(int Dimensions, int First, int Second, double Distance);

    /// <summary>tests/data/features/generate.py, by numpy and scipy; of the last three, covariances have no full rank.</summary>
    public static TheoryData<Row> Expected { get; } = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "features.json")))
        .RootElement.GetProperty("frechet").Deserialize<Row[]>(JsonSerializerOptions.Web)!];

    static FeatureStatistics Of(IEnumerable<double[]> vectors)
    {
        var all = vectors.ToArray();
        var statistics = new FeatureStatistics(all[0].Length);
        foreach (var vector in all)
        {
            statistics.Add(vector);
        }

        return statistics;
    }

    /// <summary>The generator's features.</summary>
    static FeatureStatistics Made(int count, int dimensions, int seed) => Of(
        from i in Enumerable.Range(0, count)
        select Enumerable.Range(0, dimensions).Select(j => Math.Sin(.7 * (i + 1) * (j + 1) + seed) + .3 * Math.Cos(1.3 * i + .1 * seed * j) + .05 * seed * j).ToArray());

    [Theory]
    [MemberData(nameof(Expected))]
    public void Between_IsWhatNumpyAndScipyCompute(Row row)
    {
        var (first, second) = (Made(row.First, row.Dimensions, 1), Made(row.Second, row.Dimensions, 2));

        Assert.Equal(row.Distance, FrechetDistance.Between(first, second, force: true), 1e-6 * Math.Max(1, row.Distance));
        Assert.Equal(row.Distance, FrechetDistance.Between(second, first, force: true), 1e-6 * Math.Max(1, row.Distance));
    }

    [Fact]
    public void Between_OfOneDimension_IsTheTextbooksFormula()
    {
        var (first, second) = (Of([[1], [3]]), Of([[10], [14]])); // variances 2 and 8

        Assert.Equal(10 * 10 + Math.Pow(Math.Sqrt(2) - Math.Sqrt(8), 2), FrechetDistance.Between(first, second, force: true), 1e-12);
    }

    [Theory]
    [InlineData(500, 8)]
    [InlineData(5, 20)] // no full rank
    public void Between_OfOneSetAndItself_IsZero(int count, int dimensions) =>
        Assert.Equal(0, FrechetDistance.Between(Made(count, dimensions, 1), Made(count, dimensions, 1), force: true), 1e-6);

    [Fact]
    public void Between_SetsOfOneVectorEach_IsTheirMeansDistance() =>
        Assert.Equal(9 + 16, FrechetDistance.Between(Of([[1, 2], [1, 2]]), Of([[4, 6], [4, 6]]), force: true), 1e-12); // both covariances are 0

    [Fact]
    public void Between_OfOtherDimensions_NamesBoth() => Assert.Equal(
        "Features of 3 and 4 dimensions cannot be compared. Take both from one network.",
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between(Made(5, 3, 1), Made(5, 4, 1), force: true)).Message);

    [Fact]
    public void Between_OfTooFewImages_IsRefusedUnlessForced()
    {
        Assert.Equal(
            "A Fréchet distance over 9,999 images would say more about their number than about what filled them: 10,000 are needed. Take more pictures, or force it and compare it with no other set's.",
            Assert.Throws<InvalidOperationException>(() => FrechetDistance.Between(Made(9_999, 2, 1), Made(10_000, 2, 2))).Message);
        Assert.Equal("A Fréchet distance needs at least 2 images, got 1. Take more pictures.",
            Assert.Throws<InvalidOperationException>(() => FrechetDistance.Between(Made(1, 2, 1), Made(5, 2, 2), force: true)).Message);
        Assert.True(FrechetDistance.Between(Made(10_000, 2, 1), Made(10_000, 2, 2)) > 0);
    }
}
