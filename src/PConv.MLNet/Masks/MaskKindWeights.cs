namespace PConv.MLNet.Masks;

/// <summary>Relative frequencies of the kinds of masks; each mask has one kind. The default weight is 0.</summary>
public sealed record MaskKindWeights
{
    /// <summary>Weight of <see cref="MaskKind.Strokes"/>, at least 0.</summary>
    public double Strokes { get; init; }

    /// <summary>Weight of <see cref="MaskKind.ThickStrokes"/>, at least 0.</summary>
    public double ThickStrokes { get; init; }

    /// <summary>Weight of <see cref="MaskKind.Boxes"/>, at least 0.</summary>
    public double Boxes { get; init; }

    /// <summary>Weight of <see cref="MaskKind.Walks"/>, at least 0.</summary>
    public double Walks { get; init; }

    /// <summary>Weight of <see cref="MaskKind.Shapes"/>, at least 0.</summary>
    public double Shapes { get; init; }

    /// <summary>All kinds with equal weight.</summary>
    public static MaskKindWeights All { get; } = new() { Strokes = 1, ThickStrokes = 1, Boxes = 1, Walks = 1, Shapes = 1 };

    /// <summary>One kind only.</summary>
    public static MaskKindWeights Only(MaskKind kind) => new MaskKindWeights().With(kind, 1);

    /// <summary>The weight of a kind.</summary>
    public double this[MaskKind kind] => kind switch
    {
        MaskKind.Strokes => Strokes,
        MaskKind.ThickStrokes => ThickStrokes,
        MaskKind.Boxes => Boxes,
        MaskKind.Walks => Walks,
        MaskKind.Shapes => Shapes,
        _ => throw Unknown(kind),
    };

    /// <summary>Returns a copy with a different weight for one kind.</summary>
    public MaskKindWeights With(MaskKind kind, double weight) => kind switch
    {
        MaskKind.Strokes => this with { Strokes = weight },
        MaskKind.ThickStrokes => this with { ThickStrokes = weight },
        MaskKind.Boxes => this with { Boxes = weight },
        MaskKind.Walks => this with { Walks = weight },
        MaskKind.Shapes => this with { Shapes = weight },
        _ => throw Unknown(kind),
    };

    /// <summary>Whether only that kind occurs.</summary>
    internal bool Are(MaskKind kind) => Enum.GetValues<MaskKind>().All(k => this[k] > 0 == (k == kind));

    /// <summary>Selects a kind at random.</summary>
    internal MaskKind Pick(Random random)
    {
        var kinds = Enum.GetValues<MaskKind>().Where(k => this[k] > 0).ToArray();
        var at = random.NextDouble() * kinds.Sum(k => this[k]);
        foreach (var kind in kinds)
        {
            at -= this[kind];
            if (at < 0)
            {
                return kind;
            }
        }

        return kinds[^1];
    }

    internal void Validate()
    {
        foreach (var kind in Enum.GetValues<MaskKind>())
        {
            if (!(this[kind] >= 0 && double.IsFinite(this[kind])))
            {
                throw new ArgumentException($"The weight of {kind} is {this[kind]}, expected a number of at least 0.");
            }
        }

        if (Enum.GetValues<MaskKind>().All(kind => this[kind] == 0))
        {
            throw new ArgumentException("No kind of masks has a weight above 0. Name at least one, or take MaskKindWeights.All.");
        }
    }

    static ArgumentOutOfRangeException Unknown(MaskKind kind) => new(nameof(kind), kind, $"There is no kind of masks {kind}.");
}
