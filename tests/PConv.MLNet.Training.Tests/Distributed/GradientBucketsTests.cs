using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class GradientBucketsTests : TorchTest
{
    /// <summary>Parameters of some sizes with gradients that tell rank, parameter and place apart; none where a rank is named.</summary>
    static Parameter[] Parameters(int rank, long[] sizes, params (int Rank, int Parameter)[] without) => [.. sizes.Select((size, p) =>
    {
        var parameter = new Parameter(zeros([size]));
        parameter.grad = without.Contains((rank, p)) ? null : full([size], 100f * rank + p, float32);
        return parameter;
    })];

    static float[]?[] Averaged(ThreadRanks ranks, Parameter[] parameters)
    {
        GradientBuckets.Average(ranks, parameters);
        return [.. parameters.Select(p => p.grad is { } gradient ? TorchTesting.Floats(gradient) : null)];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Average_OfGradientsOfOddSizes_IsTheMeanOnEveryRank(int count)
    {
        long[] sizes = [1, 7, 1_048_576, 3, 1_048_573, 2, 1_048_579, 5];

        var ranks = ThreadRanks.Run(count, ranks => Averaged(ranks, Parameters(ranks.Rank, sizes)));

        Assert.All(ranks, gradients => Assert.All(sizes.Select((size, p) => (size, p)), e =>
        {
            Assert.Equal(e.size, gradients[e.p]!.Length);
            Assert.All(gradients[e.p]!.Distinct(), value => Assert.Equal(50f * (count - 1) + e.p, value));
        }));
    }

    [Fact]
    public void Average_SendsNeighborsTogether_AndWhatIsLargerThanABucketAlone()
    {
        var calls = ThreadRanks.Run(2, ranks =>
        {
            Averaged(ranks, Parameters(ranks.Rank, [1, 7, 1_048_576, 3, 1_048_573, 2, 1_048_579, 5]));
            return ranks.Lengths;
        });

        // Each call also carries which of its gradients are there.
        Assert.All(calls, lengths => Assert.Equal([8 + 2, 1_048_576 + 1, 3 + 1_048_573 + 2, 2 + 1, 1_048_579 + 1, 5 + 1], lengths));
    }

    [Fact]
    public void Average_WhereOneRankHasNoGradient_CountsItAsZeroAndGivesItOne()
    {
        var ranks = ThreadRanks.Run(2, ranks => Averaged(ranks, Parameters(ranks.Rank, [2, 3], (1, 1))));

        Assert.All(ranks, gradients => Assert.Equal([50f, 50f], gradients[0]!));
        Assert.All(ranks, gradients => Assert.Equal([.5f, .5f, .5f], gradients[1]!));
    }

    [Fact]
    public void Average_WhereNoRankHasAGradient_LeavesNone()
    {
        var ranks = ThreadRanks.Run(2, ranks => Averaged(ranks, Parameters(ranks.Rank, [2, 3], (0, 0), (1, 0))));

        Assert.All(ranks, gradients => Assert.Null(gradients[0]));
        Assert.All(ranks, gradients => Assert.Equal([51f, 51f, 51f], gradients[1]!));
    }

    [Fact]
    public void Average_OfAWeightWhoseChannelsAreInnermost_KeepsTheirPlaces()
    {
        var ranks = ThreadRanks.Run(2, ranks =>
        {
            var values = TorchTesting.Uniform([2, 3, 4, 5], ranks.Rank).to_type(ScalarType.Float32);
            var parameter = new Parameter(zeros([2, 3, 4, 5]));
            parameter.grad = values.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
            return (Own: TorchTesting.Floats(values), Mean: Averaged(ranks, [parameter])[0]!);
        });

        var expected = ranks[0].Own.Zip(ranks[1].Own, (a, b) => (a + b) / 2);
        Assert.All(ranks, rank => Assert.Equal(expected, rank.Mean));
    }

    [Fact]
    public void AverageValues_OfDoubles_SaysWhatIsExpected()
    {
        var e = Assert.Throws<ArgumentException>(() => ThreadRanks.Run(1, ranks =>
        {
            GradientBuckets.AverageValues(ranks, [zeros([2], ScalarType.Float64)]);
            return 0;
        }));

        Assert.Equal("The values are Float64, but ranks average Float32.", e.Message);
    }
}
