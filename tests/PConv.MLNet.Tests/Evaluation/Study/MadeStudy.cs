using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

/// <summary>Keys and answers whose outcome is given.</summary>
static class MadeStudy
{
    public static StudyKey Key(int pairs = 24, int repeats = 0, params string[] methods)
    {
        string[] names = methods.Length > 0 ? methods : ["a", "b"];
        var plan =
            StudyPlan.Create(names, [.. Enumerable.Range(0, 8).Select(i => $"p{i}.png")], MaskClass.All,
                new() { Pairs = pairs, Repeats = repeats }, 0);
        return new("5793f", 512, 50, 0, [.. names.Select(n => new StudyMethod(n, n))], plan.Trials);
    }

    /// <summary>A person who prefers what a function says of the number of a trial and the trial; null for no difference.</summary>
    public static StudyAnswers Answers(StudyKey key, Func<int, StudyTrial, string?> prefers, string person = "Ada") =>
        new(key.Study, person, [.. key.Trials.Select((t, i) =>
        new StudyAnswer(t.Id, prefers(i, t) is not { } method ? StudyChoice.Same : method == t.Left ? StudyChoice.Left
            : StudyChoice.Right, 2.5))]);
}
