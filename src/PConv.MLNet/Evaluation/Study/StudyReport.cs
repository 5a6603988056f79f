using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PConv.MLNet.Evaluation;

/// <summary>A study's result for people and for programs.</summary>
static class StudyReport
{
    /// <summary>Explanation of how preferences are counted.</summary>
    const string Counting =
        "\"no difference\" is left out of shares, intervals and p; p is the exact sign test's, corrected by Holm's method; "
        + "a preference counts as real where p < 0.05 and both 95 % intervals leave out 50 %: Wilson's, for independent answers, and the " +
        "bootstrap's over people and images.";

    /// <summary>Aligned text: a line for each pair of methods, and for each class of hole ratios with enough answers; then
    /// sentences.</summary>
    public static string ToTable(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        Cell[] columns =
        [
            new("first", p => p.First), new("second", p => p.Second), new("holes", p => p.Bucket is { } b ? ReportText.Range(b) : "all"),
            new("people", p => $"{p.People}"), new("pairs", p => $"{p.Trials}"), new("for 1st", p => $"{p.ForFirst}"),
            new("for 2nd", p => $"{p.ForSecond}"), new("same", p => $"{p.Same}"),
            new("share %", p => StudyPreference.Percent(p.Share)), new("Wilson", p => StudyPreference.Text(p.Wilson)),
            new("clustered", p => StudyPreference.Text(p.Clustered)),
            new("p", p => p.PValue.ToString("F3", CultureInfo.InvariantCulture)),
        ];
        StudyPreference[] rows = [.. from overall in result.Overall
                                     from row in result.Buckets.Where(b => (b.First, b.Second) == (overall.First, overall.Second))
                                     .Prepend(overall)
                                     select row];
        int[] widths = [.. columns.Select(c => rows.Max(r => Math.Max(c.Title.Length, c.Of(r).Length)))];
        foreach (var line in rows.Select(r => columns.Select(c => c.Of(r))).Prepend(columns.Select(c => c.Title)))
        {
            text.AppendJoin("  ", line.Select((cell, i) => i < 3 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).Append('\n');
        }

        return text.Append('\n').AppendJoin('\n', Sentences(result)).ToString();
    }

    /// <summary>An object with the study, its sentences, and <c>preferences</c>: one for each pair of methods, and for each class of hole
    /// ratios with enough answers. Shares are in [0, 1]; null stands for a missing value.</summary>
    public static string ToJson(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var ((left, right), (twice, equal)) = (result.Sides, result.Consistency);
        return new JsonObject
        {
            ["study"] = result.Key.Study,
            ["methods"] = JsonSerializer.SerializeToNode(result.Key.Methods, StudyKey.Json),
            ["people"] = new JsonArray([.. result.Answers.Select(a => new JsonObject
            {
                ["person"] = a.Person,
                ["answers"] = a.Answers.Count,
            })]),
            ["preferences"] = new JsonArray([.. result.Overall.Concat(result.Buckets).Select(Entry)]),
            ["sides"] = new JsonObject { ["left"] = left, ["right"] = right, ["p"] = SignTest.PValue(left, right) },
            ["repeats"] = new JsonObject { ["pairs"] = twice, ["same_answer"] = equal },
            ["text"] = new JsonArray([.. Sentences(result).Select(s => JsonValue.Create(s))]),
        }.ToJsonString(StudyKey.Json);
    }

    static IEnumerable<string> Sentences(StudyResult result)
    {
        foreach (var preference in result.Overall)
        {
            yield return $"{preference}.";
        }

        var ((left, right), (twice, equal), answers) = (result.Sides, result.Consistency, result.Answers.Sum(a => a.Answers.Count));
        double[] seconds = [.. result.Answers.SelectMany(a => a.Answers).Select(a => a.Seconds).OfType<double>().Order()];
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Study {result.Key.Study}: {Count(answers, "answer")} of {Count(result.Answers.Count, "person")} to " +
            $"{Count(result.Key.Trials.Count, "pair")} of " +
            $"{result.Key.Size}×{result.Key.Size}" +
            $"{(seconds.Length > 0 ? $", {seconds[seconds.Length / 2]:F1} s each in the median" : "")}.");
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Sides: {left} left, {right} right, p = " +
            $"{SignTest.PValue(left, right):F3}." +
            $"{(twice > 0 ? $" Shown again with sides swapped: {equal} of {twice} got the same answer." : "")}");
        yield return $"Counting: {Counting}";
    }

    static JsonNode Entry(StudyPreference preference) => new JsonObject
    {
        ["first"] = preference.First,
        ["second"] = preference.Second,
        ["bucket"] = preference.Bucket?.ToString() ?? "all",
        ["people"] = preference.People,
        ["pairs"] = preference.Trials,
        ["for_first"] = preference.ForFirst,
        ["for_second"] = preference.ForSecond,
        ["same"] = preference.Same,
        ["share"] = Number(preference.Share),
        ["wilson_low"] = Number(preference.Wilson.Low),
        ["wilson_high"] = Number(preference.Wilson.High),
        ["clustered_low"] = Number(preference.Clustered.Low),
        ["clustered_high"] = Number(preference.Clustered.High),
        ["p"] = preference.PValue,
        ["is_real"] = preference.IsReal,
        ["text"] = preference.ToString(),
    };

    /// <summary>JSON cannot represent NaN, so it is written as null.</summary>
    static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    static string Count(int count, string what) => $"{count} {(count == 1 ? what : what == "person" ? "people" : what + "s")}";

    sealed record Cell(string Title, Func<StudyPreference, string> Of);
}
