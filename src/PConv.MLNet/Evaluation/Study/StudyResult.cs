using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Preferences of people, computed from their answers and the key.</summary>
/// <remarks>Pairs repeated with swapped sides count for consistency only.</remarks>
sealed class StudyResult
{
    readonly Vote[] votes;

    /// <summary>Counts the answers.</summary>
    /// <param name="key">The study's key.</param>
    /// <param name="answers">Those of <see cref="StudyAnswers.Load"/>.</param>
    /// <exception cref="InvalidOperationException">There is no answer.</exception>
    internal StudyResult(StudyKey key, IReadOnlyList<StudyAnswers> answers)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(answers);
        (Key, Answers) = (key, answers);
        var trials = key.Trials.ToDictionary(t => t.Id);
        votes = [.. from person in answers from answer in person.Answers
            select new Vote(person.Person, trials[answer.Trial], answer.Choice)];
        if (!votes.Any(v => v.Trial.Repeats is null))
        {
            throw new InvalidOperationException("The files hold no answer yet. Ask people to answer some pairs.");
        }

        string[] methods = [.. key.Methods.Select(m => m.Name)];
        var pairs =
            (from i in Enumerable.Range(0, methods.Length) from second in methods.Skip(i + 1)
                select (First: methods[i], Second: second)).ToArray();
        Overall = Corrected([.. pairs.Select(p => Of(p.First, p.Second, null)).Where(p => p.Trials > 0)]);
        Buckets = Corrected([.. from pair in pairs
                                from bucket in HoleRatioBucket.All
                                let preference = Of(pair.First, pair.Second, bucket)
                                where preference.Decided >= SignTest.Fewest
                                select preference]);
    }

    /// <summary>Reads answers and counts them.</summary>
    internal static StudyResult Load(string answers, string key)
    {
        var study = StudyKey.Load(key);
        return new(study, StudyAnswers.Load(answers, study));
    }

    /// <summary>Which image was of which method.</summary>
    internal StudyKey Key { get; }

    /// <summary>The answers, a person each.</summary>
    internal IReadOnlyList<StudyAnswers> Answers { get; }

    /// <summary>Each pair of methods that was answered.</summary>
    internal IReadOnlyList<StudyPreference> Overall { get; }

    /// <summary>The same by hole ratio, where at least six answers chose a side: fewer cannot show a preference.</summary>
    internal IReadOnlyList<StudyPreference> Buckets { get; }

    /// <summary>Number of answers for the left and for the right image; very unequal numbers indicate a side bias.</summary>
    public (int Left, int Right) Sides => (votes.Count(v => v.Choice == StudyChoice.Left), votes.Count(v => v.Choice == StudyChoice.Right));

    /// <summary>Number of pairs that a person saw twice, and how many of them got the same answer with swapped sides.</summary>
    public (int Twice, int Equal) Consistency
    {
        get
        {
            var known = votes.ToDictionary(v => (v.Person, v.Trial.Id), v => v.Preferred);
            var twice = votes.Where(v => v.Trial.Repeats is { } first && known.ContainsKey((v.Person, first))).ToArray();
            return (twice.Length, twice.Count(v => v.Preferred == known[(v.Person, v.Trial.Repeats!)]));
        }
    }

    StudyPreference Of(string first, string second, HoleRatioBucket? bucket)
    {
        var of = votes.Where(v => v.Trial.Repeats is null && (bucket is null || v.Trial.Class.Bucket == bucket)
            && (v.Trial.Left, v.Trial.Right) is var sides && (sides == (first, second) || sides == (second, first))).ToArray();
        var decided = of.Where(v => v.Preferred is not null).ToArray();
        var (people, images) = (Numbers(decided.Select(v => v.Person)), Numbers(decided.Select(v => v.Trial.Image)));
        var forFirst = decided.Count(v => v.Preferred == first);
        return new(
            first, second, bucket, of.Select(v => v.Person).Distinct().Count(), of.Select(v => v.Trial.Id).Distinct().Count(),
            forFirst, decided.Length - forFirst, of.Length - decided.Length,
            ShareInterval.Wilson(forFirst, decided.Length),
            ShareInterval.Clustered([.. decided.Select(v => (people[v.Person], images[v.Trial.Image], v.Preferred == first))], Key.Seed),
            SignTest.PValue(forFirst, decided.Length - forFirst));
    }

    static StudyPreference[] Corrected(StudyPreference[] preferences) =>
        [.. preferences.Zip(SignedRankTest.Holm([.. preferences.Select(p => p.PValue)]),
            (preference, p) => preference with { PValue = p })];

    static Dictionary<string, int> Numbers(IEnumerable<string> names) => names.Distinct().Index().ToDictionary(n => n.Item, n => n.Index);

    /// <summary>One answer with its person and trial.</summary>
    sealed record Vote(string Person, StudyTrial Trial, StudyChoice Choice)
    {
        /// <summary>The preferred method; null for no difference.</summary>
        public string? Preferred => Choice switch
        {
            StudyChoice.Left => Trial.Left,
            StudyChoice.Right => Trial.Right,
            _ => null,
        };
    }
}
