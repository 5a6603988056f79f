using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class StudyPlanTests
{
    static readonly string[] Names = [.. Enumerable.Range(0, 8).Select(i => $"p{i}.png")];

    static StudyPlan Plan(StudyOptions? options = null, int seed = 0, params string[] contestants) =>
        StudyPlan.Create(contestants.Length > 0 ? contestants : ["a", "b", "c"], Names, MaskClass.All, options ?? new(), seed);

    static string ErrorOf(StudyOptions options, params string[] contestants) =>
        Assert.Throws<ArgumentException>(() => Plan(options, 0, contestants)).Message;

    [Fact]
    public void Of_WithTheSameSeed_IsTheSameAndWithAnotherIsNot()
    {
        Assert.Equal(Plan(new() { Repeats = 5 }).Trials, Plan(new() { Repeats = 5 }).Trials);
        Assert.NotEqual(Plan().Trials.Select(t => (t.Image, t.Left)), Plan(seed: 1).Trials.Select(t => (t.Image, t.Left)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(97)]
    [InlineData(3 * 8 * 12)]
    public void Of_SharesPairsOutEvenly(int pairs)
    {
        var trials = Plan(new() { Pairs = pairs }).Trials;

        Assert.Equal(pairs, trials.Count);
        AssertEven(trials.GroupBy(Methods).Select(g => g.Count()), 3);
        Assert.All(trials.GroupBy(Methods), g =>
        {
            Assert.InRange(g.Count(t => t.Left == g.Key[..1]) - g.Count(t => t.Right == g.Key[..1]), -1, 1);
            Assert.Equal(g.Count(), g.Select(t => (t.Image, t.Class)).Distinct().Count());
            AssertEven(g.GroupBy(t => t.Image).Select(i => i.Count()), 8);
            AssertEven(g.GroupBy(t => t.Class).Select(c => c.Count()), 12);
        });

        static string Methods(StudyTrial t) => string.Concat(new[] { t.Left, t.Right }.Order());

        static void AssertEven(IEnumerable<int> counts, int groups) =>
            Assert.InRange(counts.Max() - (counts.Count() < groups ? 0 : counts.Min()), 0, 1);
    }

    [Fact]
    public void Of_SeveralMethods_ComparesAllPairsOnTheSameImagesAndMasks()
    {
        var shown =
            Plan(new() { Pairs = 30 }).Trials.ToLookup(t => string.Concat(new[] { t.Left, t.Right }.Order()), t => (t.Image, t.Class));

        Assert.Equal(3, shown.Count);
        Assert.Equal(shown["ab"].ToHashSet(), shown["ac"].ToHashSet());
        Assert.Equal(shown["ab"].ToHashSet(), shown["bc"].ToHashSet());
    }

    [Fact]
    public void Of_WithRepeats_ShowsTheFirstOnesAgainAtTheEndWithSidesSwapped()
    {
        var trials = Plan(new() { Pairs = 12, Repeats = 4 }).Trials;

        Assert.Equal(16, trials.Select(t => t.Id).Distinct().Count());
        Assert.All(trials.Take(12), t => Assert.Null(t.Repeats));
        Assert.Equal(trials.Take(4).Select(t => t with { Left = t.Right, Right = t.Left, Repeats = t.Id }), trials.Skip(12)
            .Zip(trials, (again, first) => again with { Id = first.Id }));
    }

    [Fact]
    public void Of_SomeBuckets_TakesMasksOfTheseAlone() =>
        Assert.Equal([HoleRatioBucket.From20To30], Plan(new() { Buckets = [HoleRatioBucket.From20To30] }).Trials.Select(t => t.Class.Bucket)
            .Distinct());

    [Fact]
    public void Of_MorePairsThanThereAre_SaysHowManyThereAre()
    {
        Assert.Equal(
            "97 pairs are wanted, but 1 pair of methods on 8 images with masks of 12 classes need at least 1 and give at most 96. Take a " +
            "number between them.", ErrorOf(new() { Pairs = 97 }, "a", "b"));
        Assert.Equal(
            "2 pairs are wanted, but 3 pairs of methods on 8 images with masks of 12 classes need at least 3 and give at most 288. Take " +
            "a number between them.", ErrorOf(new() { Pairs = 2 }));
        Assert.Equal("41 pairs are to be shown again, but there are 40. Take 0 to 40.", ErrorOf(new() { Repeats = 41 }));
        Assert.Equal(16, Plan(new() { Buckets = [HoleRatioBucket.From20To30] }, 0, "a", "b").Trials.Count);
    }

    [Fact]
    public void Of_OptionsThatContradictEachOther_SaysWhatToChange()
    {
        Assert.Equal("A comparison needs two methods, but there is only 'a'. Name another, or let the original take part.",
            ErrorOf(new(), "a"));
        Assert.Equal("A method is called 'original', the name under which the original takes part. Give it another.",
            ErrorOf(new(), "a", "original"));
        Assert.Equal("A pair can be seen for 0 ms, expected at least 1. Leave it out for as long as one likes.",
            ErrorOf(new() { Milliseconds = 0 }));
        Assert.Equal("Pairs that can be seen for a limited time are not shown again with their holes. Leave out the time or the holes.",
            ErrorOf(new() { Milliseconds = 250, ShowHoles = true }));
        Assert.StartsWith("There is no class of hole ratios. Name some of (0.01, 0.1], ", ErrorOf(new() { Buckets = [] }));
    }
}
