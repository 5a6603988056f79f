namespace PConv.MLNet.Evaluation.Tests;

public sealed class FeatureStatisticsTests
{
    static double[][] Vectors(int count, int dimensions)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, dimensions).Select(j => 1000 + j + random.NextDouble() * (1 + j)).ToArray())];
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(31, 5)]
    [InlineData(32, 6)]
    [InlineData(33, 7)]
    [InlineData(200, 19)]
    public void MeanAndCovariance_AreThoseOfTwoPasses(int count, int dimensions)
    {
        var (vectors, statistics) = (Vectors(count, dimensions), new FeatureStatistics(dimensions));
        foreach (var vector in vectors)
        {
            statistics.Add(vector);
        }

        double Mean(int of) => vectors.Average(v => v[of]);
        Assert.Equal(count, statistics.Count);
        Assert.All(Enumerable.Range(0, dimensions), i => Assert.Equal(Mean(i), statistics.Mean[i], 1e-9));
        Assert.All(from i in Enumerable.Range(0, dimensions) from j in Enumerable.Range(0, dimensions) select (i, j), at =>
            Assert.Equal(vectors.Sum(v => (v[at.i] - Mean(at.i)) * (v[at.j] - Mean(at.j))) / (count - 1), statistics.Covariance(at.i, at.j), 1e-9));
    }

    [Fact]
    public void Mean_AskedForInBetween_ChangesNothing()
    {
        var (asked, other, vectors) = (new FeatureStatistics(3), new FeatureStatistics(3), Vectors(50, 3));
        foreach (var vector in vectors)
        {
            asked.Add(vector);
            other.Add(vector);
            Assert.Equal(asked.Count, other.Count);
            Assert.True(double.IsFinite(asked.Mean[0]));
        }

        Assert.Equal(other.Covariance(0, 2), asked.Covariance(2, 0), 1e-9);
    }

    [Fact]
    public void Add_OfAVectorThatDoesNotFit_SaysWhy()
    {
        var statistics = new FeatureStatistics(3);

        Assert.StartsWith("A vector of 2 features does not fit statistics of 3. Take all from one network.", Assert.Throws<ArgumentException>(() => statistics.Add([1, 2])).Message);
        Assert.StartsWith("A feature is NaN, expected a finite number. Take a network that gives finite features for every image.",
            Assert.Throws<ArgumentException>(() => statistics.Add([1, 2, double.NaN])).Message);
        Assert.Equal(0, statistics.Count);
    }
}
