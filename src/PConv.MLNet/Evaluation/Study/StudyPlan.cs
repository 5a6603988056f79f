using System.Globalization;

namespace PConv.MLNet.Evaluation;

/// <summary>Pairs of a study, their order and sides, determined by the seed.</summary>
/// <remarks>
/// Every pair of methods is compared on the same images and masks, which cycle through images and classes. Each method of a pair is on the
/// left equally often, or once more. Ids are random, so that neither they nor their order reveal a method.
/// </remarks>
sealed class StudyPlan
{
    readonly Dictionary<(string Image, MaskClass Class, string? Method), string> ids = [];

    StudyPlan(IReadOnlyList<StudyTrial> trials, Func<string> newId)
    {
        Trials = trials;
        foreach (var key in trials.SelectMany(t =>
            new[] { (t.Image, t.Class, (string?)null), (t.Image, t.Class, t.Left), (t.Image, t.Class, t.Right) }).Distinct())
        {
            ids[key] = newId();
        }
    }

    /// <summary>Trials in display order, repeats last.</summary>
    public IReadOnlyList<StudyTrial> Trials { get; }

    /// <summary>Names of the images shown.</summary>
    public IEnumerable<string> Images => Trials.Select(t => t.Image).Distinct();

    /// <summary>Opaque ids of the images for one image and mask, ordered by id: a method's fill, or the image with holes if the method is
    /// null.</summary>
    public IEnumerable<(string? Method, string Id)> ImagesOf(string image, MaskClass of) =>
        ids.Where(p => p.Key.Image == image && p.Key.Class == of).OrderBy(p => p.Value, StringComparer.Ordinal)
        .Select(p => (p.Key.Method, p.Value));

    /// <summary>Opaque id of a method's fill, or of the image with holes if the method is null.</summary>
    public string ImageOf(StudyTrial trial, string? method) => ids[(trial.Image, trial.Class, method)];

    /// <exception cref="ArgumentException">There are fewer images and masks than requested pairs, or the options contradict each
    /// other.</exception>
    public static StudyPlan Create(IReadOnlyList<string> contestants, IReadOnlyList<string> images, IReadOnlyList<MaskClass> possible,
        StudyOptions options, int seed)
    {
        options.Validate(contestants);
        var random = new Random(seed);
        var (names, classes) = (Shuffled(images, random), Shuffled(possible.Where(c => options.Buckets.Contains(c.Bucket)), random));
        (string First, string Second)[] versus =
            [.. from i in Enumerable.Range(0, contestants.Count) from second in contestants.Skip(i + 1) select (contestants[i], second)];
        var all = versus.Length * names.Length * classes.Length;
        var count = options.Pairs ?? Math.Max(versus.Length, Math.Min(all, StudyOptions.DefaultPairs));
        Validate(options, count, versus.Length, all,
            FormattableString.Invariant($"{names.Length} images with masks of {classes.Length} classes"));

        var ids = new HashSet<string>();
        var cycle = names.Length / Gcd(names.Length, classes.Length) * classes.Length; // then combinations of image and class repeat
        var trials = Shuffled(
            from pair in versus.Index()
            from shown in Shuffled(Enumerable.Range(0, (count + versus.Length - 1 - pair.Index) / versus.Length), random).Index()
            let image = names[shown.Item % names.Length]
            let of = classes[(shown.Item + shown.Item / cycle) % classes.Length]
            let swapped = (shown.Index + pair.Index) % 2 == 1 // by shuffled index: half, independent of image and class
            select new StudyTrial("", image, of, swapped ? pair.Item.Second : pair.Item.First, swapped ? pair.Item.First
                : pair.Item.Second), random)
            .Select(trial => trial with { Id = NewId() })
            .ToArray();
        var repeats = trials.Take(options.Repeats).Select(t => t with { Id = NewId(), Left = t.Right, Right = t.Left, Repeats = t.Id });
        return new([.. trials, .. repeats], NewId);

        string NewId()
        {
            string id;
            do
            {
                id = random.Next().ToString("x8", CultureInfo.InvariantCulture);
            }
            while (!ids.Add(id));
            return id;
        }
    }

    static void Validate(StudyOptions options, int count, int versus, int all, string of)
    {
        if (count < versus || count > all)
        {
            throw new ArgumentException(all < versus
                ? $"There is nothing to show: {of}. Take other buckets, a larger size or a smaller border."
                : $"{count} pairs are wanted, but {versus} {(versus == 1 ? "pair" : "pairs")} of methods on {of} need at least {versus} " +
                $"and give at most {all}. Take a number between them.");
        }

        if (options.Repeats < 0 || options.Repeats > count)
        {
            throw new ArgumentException($"{options.Repeats} pairs are to be shown again, but there are {count}. Take 0 to {count}.");
        }
    }

    static T[] Shuffled<T>(IEnumerable<T> values, Random random)
    {
        T[] shuffled = [.. values];
        random.Shuffle(shuffled);
        return shuffled;
    }

    static int Gcd(int a, int b) => b == 0 ? Math.Max(1, a) : Gcd(b, a % b);
}
