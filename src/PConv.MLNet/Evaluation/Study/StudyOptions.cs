using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Options of a blind comparison by people. The defaults are the paper's test without a time limit (section 4.2): two fills of
/// one image, without showing where the holes were.</summary>
public sealed record StudyOptions
{
    /// <summary>Name of the page, which people get.</summary>
    public const string PageFileName = "study.html";

    /// <summary>Name of the key, which they do not.</summary>
    public const string KeyFileName = "key.json";

    /// <summary>Method name of the original image.</summary>
    public const string Original = "original";

    /// <summary>Default maximum number of pairs, which one person compares in about five minutes.</summary>
    public const int DefaultPairs = 40;

    /// <summary>Number of pairs of images, distributed evenly over the pairs of methods; null, the default, for 40, or all pairs if there
    /// are fewer.</summary>
    public int? Pairs { get; init; }

    /// <summary>Number of pairs repeated at the end with sides swapped, to measure consistency; 0 by default. They do not count as
    /// preferences.</summary>
    public int Repeats { get; init; }

    /// <summary>Classes of hole ratios, each with masks anywhere and off the border; all six by default.</summary>
    public IReadOnlyList<HoleRatioBucket> Buckets { get; init; } = HoleRatioBucket.All;

    /// <summary>Whether the original is compared like a method, as in the paper's test with limited time. False by default.</summary>
    public bool WithOriginal { get; init; }

    /// <summary>Whether people can view the image with its holes. False by default, as in the paper.</summary>
    public bool ShowHoles { get; init; }

    /// <summary>How long a pair is shown, in milliseconds; null, the default, for no limit.</summary>
    public int? Milliseconds { get; init; }

    internal void Validate(IReadOnlyList<string> contestants)
    {
        if (contestants.Count(c => c == Original) > (WithOriginal ? 1 : 0))
        {
            throw new ArgumentException($"A method is called '{Original}', the name under which the original takes part. Give it another.");
        }

        if (contestants.Count < 2)
        {
            throw new ArgumentException(
                $"A comparison needs two methods, but there is only '{string.Join(", ", contestants)}'. Name another, or let the " +
                $"original take part.");
        }

        if (Buckets.Count == 0)
        {
            throw new ArgumentException($"There is no class of hole ratios. Name some of {string.Join(", ", HoleRatioBucket.All)}.");
        }

        if (Milliseconds < 1)
        {
            throw new ArgumentException(
                $"A pair can be seen for {Milliseconds} ms, expected at least 1. Leave it out for as long as one likes.");
        }

        if (ShowHoles && Milliseconds is not null)
        {
            throw new ArgumentException(
                "Pairs that can be seen for a limited time are not shown again with their holes. Leave out the time or the holes.");
        }
    }
}
