using System.Text.Json;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class StudyResultTests
{
    static StudyResult Result(StudyKey key, params Func<int, StudyTrial, string?>[] people) =>
        new(key, [.. people.Select((prefers, i) => MadeStudy.Answers(key, prefers, $"person {i}"))]);

    [Fact]
    public void Overall_CountsByMethodWhicheverSideItWasOn()
    {
        var preference = Assert.Single(Result(MadeStudy.Key(24), (i, _) => i < 4 ? null : i < 9 ? "b" : "a").Overall);

        Assert.Equal(("a", "b", 15, 5, 4, 24, 1),
            (preference.First, preference.Second, preference.ForFirst, preference.ForSecond, preference.Same, preference.Trials,
                preference.People));
        Assert.Equal(.75, preference.Share);
        Assert.Equal(ShareInterval.Wilson(15, 20), preference.Wilson);
        Assert.Equal(SignTest.PValue(15, 5), preference.PValue);
    }

    [Fact]
    public void Overall_OfARealPreference_NamesTheBetterOneFirst()
    {
        var result = Result(MadeStudy.Key(24), (i, _) => i < 21 ? "b" : "a", (i, _) => i < 22 ? "b" : "a");
        var preference = result.Overall[0];

        Assert.True(preference.IsReal);
        Assert.Matches(
            @"^b is preferred to a: in 90 % \[78, 95\], over people and images \[\d+, \d+\] of 48 answers that chose one, p < 0.001$",
            preference.ToString());
        Assert.True(preference.Clustered.High - preference.Clustered.Low > 0 && preference.Clustered.High < .5);
    }

    [Fact]
    public void Overall_OfPeopleOfOppositeTastes_IsNotRealWhateverPSays()
    {
        var result = Result(MadeStudy.Key(90), (_, _) => "a", (_, _) => "a", (_, _) => "b");
        var preference = result.Overall[0];

        Assert.True(preference.PValue < .001 && preference.Wilson.Low > .5);
        Assert.True(preference.Clustered.Low < .5);
        Assert.False(preference.IsReal);
        Assert.StartsWith("no preference shown between a and b: a in 67 % [61, 72], over people and images [", preference.ToString());
    }

    [Fact]
    public void Overall_OfTiesAlone_SaysThatNoAnswerChose() =>
        Assert.Equal("no preference between a and b: no answer chose one, 24 saw no difference",
            Result(MadeStudy.Key(24), (_, _) => null).Overall[0].ToString());

    [Fact]
    public void Overall_OfThreeMethods_ComparesEachPairAndCorrectsP()
    {
        var result = Result(MadeStudy.Key(60, 0, "a", "b", "c"), (i, t) => t.Left == "c" || t.Right == "c" ? "c" : i % 2 == 0 ? "a" : "b");

        Assert.Equal(["ab", "ac", "bc"], result.Overall.Select(p => p.First + p.Second));
        Assert.Equal([false, true, true], result.Overall.Select(p => p.IsReal));
        Assert.Equal(3 * SignTest.PValue(0, 20), result.Overall[1].PValue, 1e-12); // Holm: the smallest of three
    }

    [Fact]
    public void Buckets_WithFewerThanSixAnswersThatChose_AreLeftOut()
    {
        var key = MadeStudy.Key(60);
        var result = Result(key, (_, t) => t.Class.Bucket == HoleRatioBucket.From20To30 ? null : "a");

        Assert.Equal(HoleRatioBucket.All.Except([HoleRatioBucket.From20To30]), result.Buckets.Select(b => b.Bucket));
        Assert.All(result.Buckets, b => Assert.Equal((b.Decided, 1), (b.ForFirst, b.Share)));
        Assert.Empty(Result(MadeStudy.Key(12), (_, _) => "a").Buckets);
    }

    [Fact]
    public void Repeats_CountForConsistencyAlone()
    {
        var result = Result(MadeStudy.Key(20, repeats: 6), (i, _) => i is 20 or 21 ? "b" : "a");

        Assert.Equal((20, 20), (result.Overall[0].ForFirst, result.Overall[0].Trials));
        Assert.Equal((6, 4), result.Consistency);
    }

    [Fact]
    public void Sides_CountTheAnswersToEachSide() => Assert.Equal((26, 0), Result(MadeStudy.Key(20, repeats: 6), (_, t) => t.Left).Sides);

    [Fact]
    public void Result_WithoutAnAnswer_SaysSo()
    {
        var key = MadeStudy.Key();

        Assert.Equal("The files hold no answer yet. Ask people to answer some pairs.",
            Assert.Throws<InvalidOperationException>(() => new StudyResult(key, [new(key.Study, "Ada", [])])).Message);
    }

    [Fact]
    public void ToTable_HasALineForEachPairAndBucketAndSaysHowItWasCounted()
    {
        var lines = Result(MadeStudy.Key(60, repeats: 2), (i, _) => i == 61 ? "a" : i % 10 == 0 ? null : i % 10 == 1 ? "b" : "a").ToTable()
            .Split('\n');

        Assert.Matches(@"^first  second  holes +people  pairs  for 1st  for 2nd  same  share % +Wilson +clustered +p$", lines[0]);
        Assert.Matches(@"^a      b       all +1     60       48        6     6       89 ", lines[1]);
        Assert.Matches(@"^a      b       0.01-0.1 ", lines[2]);
        Assert.Contains("Study 5793f: 62 answers of 1 person to 62 pairs of 512×512, 2.5 s each in the median.", lines);
        Assert.Contains(lines, line => line.StartsWith("a is preferred to b: in 89 % [78, 95]", StringComparison.Ordinal));
        Assert.Contains(lines, line =>
            line.EndsWith("Shown again with sides swapped: 1 of 2 got the same answer.", StringComparison.Ordinal));
        Assert.Contains("\"no difference\" is left out of shares", lines[^1]);
    }

    [Fact]
    public void ToJson_HasWhatTheTableHas()
    {
        var json = JsonDocument.Parse(Result(MadeStudy.Key(24), (i, _) => i < 4 ? null : i < 9 ? "b" : "a").ToJson()).RootElement;
        var preference = json.GetProperty("preferences")[0];

        Assert.Equal("all", preference.GetProperty("bucket").GetString());
        Assert.Equal(.75, preference.GetProperty("share").GetDouble());
        Assert.Equal(ShareInterval.Wilson(15, 20).Low, preference.GetProperty("wilson_low").GetDouble());
        Assert.Equal("person 0", json.GetProperty("people")[0].GetProperty("person").GetString());
        Assert.Equal(JsonValueKind.Null,
            JsonDocument.Parse(Result(MadeStudy.Key(24), (_, _) => null)
                .ToJson()).RootElement.GetProperty("preferences")[0].GetProperty("share").ValueKind);
    }
}
