using PConv.MLNet.Classical;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class PatchFieldTests
{
    static readonly ParallelOptions Threads = new() { MaxDegreeOfParallelism = 2 };

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(17)]
    public void Distance_IsTheSumOfSquaredDifferences(int size)
    {
        using var level = PatchLevel.Create(Samples.Noise(40, 30), Mask.AllValid(40, 30), textureWeight: 4);
        var random = new Random(1);
        int Inside() => random.Next(size / 2, 30 - size / 2) * 40 + random.Next(size / 2, 40 - size / 2);
        var distance = new PatchDistance(level, size);
        for (var n = 0; n < 50; n++)
        {
            var (a, b) = (Inside(), Inside());
            var expected = Naive(level, a, b, size);

            Assert.Equal(expected, distance.Between(a, b, int.MaxValue));
            Assert.True(distance.Between(a, b, Math.Max(1, expected / 2)) >= expected / 2);
        }
    }

    [Theory]
    [InlineData(50, 40, 7)]
    [InlineData(33, 20, 5)]
    [InlineData(6, 20, 7)]
    public void Field_TellsTargetsFromWhollyKnownPatches(int width, int height, int size)
    {
        var mask = Samples.Irregular(width, height);
        using var level = PatchLevel.Create(Samples.Noise(width, height), mask, 4);
        using var field = new PatchField(level, size);
        var r = size / 2;
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            var isInside = x >= r && y >= r && x < width - r && y < height - r;
            var isKnown = isInside && Enumerable.Range(0, size * size).All(k => mask[x - r + k % size, y - r + k / size]);

            Assert.Equal(!isInside ? PatchField.IsOutside : isKnown ? PatchField.IsSource : 0, Math.Min(0, field.EntryAt[i]));
            Assert.True(field.EntryAt[i] < 0 || field.Targets[field.EntryAt[i]] == i);
        }
    }

    [Fact]
    public void Search_IsNearlyExhaustive_AndItsSourcesAreWhollyKnown()
    {
        var (level, field) = Start(out var search);
        using (level)
        using (field)
        using (search)
        {
            search.Run(1);
            var first = Sum(field.Costs, field.Count);
            search.Run(29);
            var sources = Enumerable.Range(0, 48 * 40).Where(i => field.EntryAt[i] == PatchField.IsSource).ToArray();
            var distance = new PatchDistance(level, 5);
            var best = field.Targets.Take(field.Count).Sum(t => (double)sources.Min(s => distance.Between(t, s, int.MaxValue)));
            var found = Sum(field.Costs, field.Count);

            Assert.InRange(found, best, 1.2 * best);
            Assert.True(found < first);
            Assert.All(field.Sources.Take(field.Count), s => Assert.Equal(PatchField.IsSource, field.EntryAt[s]));
            Assert.All(Enumerable.Range(0, field.Count),
                k => Assert.Equal(Naive(level, field.Targets[k], field.Sources[k], 5), field.Costs[k]));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(1, 2)]
    [InlineData(8, 2)]
    public void Vote_IsTheWeightedMeanOfWhatTheSourcesShow(double sharpness, int step)
    {
        var (level, field) = Start(out var search, step);
        using var ownedLevel = level;
        using var ownedField = field;
        using var ownedSearch = search;
        search.Run(2);
        var costs = field.Costs.Take(field.Count).Order().ToArray();
        Assert.True(field.Count < 2 * 4096); // all costs are looked at
        var variance = (double)costs[(int)(field.Count * .75)];
        var depth = HoleDepth.Measure(level);
        using var vote = new PatchVote(field, 1.3, Threads);
        vote.Paint(sharpness);

        foreach (var pixel in level.Holes)
        {
            var (x, y, sum, total) = (pixel % 48, pixel / 48, 0.0, 0.0);
            for (var k = 0; k < field.Count; k++)
            {
                var (dx, dy) = (x - field.Targets[k] % 48, y - field.Targets[k] / 48);
                if (Math.Abs(dx) <= 2 && Math.Abs(dy) <= 2)
                {
                    var weight = Math.Pow(Math.Pow(1.3, -depth[field.Targets[k]]) * Math.Exp(-field.Costs[k] / (2 * variance)), sharpness);
                    sum += weight * level.Colors[4 * (field.Sources[k] + dy * 48 + dx)];
                    total += weight;
                }
            }

            if (total > 0)
            {
                Assert.InRange(level.Colors[4 * pixel], sum / total - .51, sum / total + .51);
            }
        }
    }

    [Fact]
    public void Depth_CountsStepsToTheNearestKnownPixel()
    {
        var mask = Samples.Hole(20, 20, 3, 4, 9, 7);
        using var level = PatchLevel.Create(Samples.Noise(20, 20), mask, 4);
        var depth = HoleDepth.Measure(level);
        for (var i = 0; i < 400; i++)
        {
            Assert.Equal(Enumerable.Range(0, 400).Where(j => mask.Valid[j] == 1)
                .Min(j => Math.Abs(i % 20 - j % 20) + Math.Abs(i / 20 - j / 20)), depth[i]);
        }
    }

    [Theory]
    [InlineData(30, 21)]
    [InlineData(5, 4)]
    public void Texture_IsTheMeanGradientOfAWindow(int width, int height)
    {
        var (image, mask) = (Samples.Noise(width, height), Samples.Irregular(width, height));
        using var level = PatchLevel.Create(image, mask, 1);
        double Gray(int i) => (image.Pixels[3 * i] + image.Pixels[3 * i + 1] + image.Pixels[3 * i + 2]) / 3.0;
        for (var i = 0; i < width * height; i++)
        {
            var steps = new List<double>();
            for (var j = 0; j < width * height; j++)
            {
                if (Math.Abs(i % width - j % width) <= 5 && Math.Abs(i / width - j / width) <= 5 && mask.Valid[j] == 1)
                {
                    steps.AddRange(from to in new[] { j % width + 1 < width ? j + 1 : j, j + width < width * height ? j + width : j }
                                   where to != j && mask.Valid[to] == 1
                                   select Math.Abs(Gray(to) - Gray(j)));
                }
            }

            if (mask.Valid[i] == 1 && steps.Count > 0)
            {
                Assert.InRange(level.Colors[4 * i + 3], Math.Min(254, 2 * steps.Average() - 2), 2 * steps.Average() + .01);
            }
        }
    }

    static (PatchLevel, PatchField) Start(out PatchSearch search, int step = 1)
    {
        var level = PatchLevel.Create(Samples.Image(48, 40), Samples.Irregular(48, 40), 4);
        level.DiffuseColors(default);
        var field = new PatchField(level, 5, step);
        search = new PatchSearch(field, 0, Threads);
        search.Scatter();
        return (level, field);
    }

    static double Sum(int[] costs, int count) => costs.Take(count).Sum(c => (double)c);

    static int Naive(PatchLevel level, int a, int b, int size)
    {
        var sum = 0;
        for (var k = 0; k < size * size * PatchLevel.Stride; k++)
        {
            var offset = (k / PatchLevel.Stride / size - size / 2) * level.Width + k / PatchLevel.Stride % size - size / 2;
            var difference = level.Colors[4 * (a + offset) + k % 4] - level.Colors[4 * (b + offset) + k % 4];
            sum += difference * difference;
        }

        return sum;
    }
}
