using System.CommandLine.Parsing;
using System.Globalization;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli.Commands;

/// <summary>Reads ranges, borders and kinds from the command line.</summary>
static class MaskArguments
{
    const NumberStyles Digits = NumberStyles.None;

    static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The kinds of masks as the command line writes them.</summary>
    public static string KindNames { get; } =
        string.Join(", ", Enum.GetNames<MaskKind>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName));

    public static HoleRatioBucket? Ratio(ArgumentResult argument)
    {
        var text = Text(argument);
        return Range(text) ?? Refuse<HoleRatioBucket>(argument, $"--ratio is '{text}', expected a range, as in 0.1-0.2.");
    }

    public static HoleRatioBucket[]? Ratios(ArgumentResult argument)
    {
        var text = Text(argument);
        if (text == "all")
        {
            return [.. HoleRatioBucket.All];
        }

        var ranges = text.Split(',').Select(Range).OfType<HoleRatioBucket>().ToArray();
        return ranges.Length == text.Split(',').Length
            ? ranges
            : Refuse<HoleRatioBucket[]>(argument, $"--buckets is '{text}', expected all or ranges, as in 0.1-0.2,0.2-0.3.");
    }

    public static int[]? Borders(ArgumentResult argument)
    {
        var text = Text(argument);
        var borders = text.Split(',').Select(b => int.TryParse(b, Digits, Invariant, out var border) ? border : -1).Order().ToArray();
        return borders is [>= 0] or [0, > 0]
            ? borders
            : Refuse<int[]>(argument,
                $"--border is '{text}', expected pixels, as in 50, or 0 and pixels for both classes of a set, as in 0,50.");
    }

    public static MaskKindWeights? Kinds(ArgumentResult argument)
    {
        var text = Text(argument);
        if (text == "all")
        {
            return MaskKindWeights.All;
        }

        var weights = new MaskKindWeights();
        foreach (var part in text.Split(','))
        {
            var (name, weight) = (part.Split(':')[0], 1.0);
            var names = Enum.GetValues<MaskKind>().Where(k => k.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (names is not [var kind] || part.Contains(':')
                && !double.TryParse(part[(name.Length + 1)..], NumberStyles.AllowDecimalPoint, Invariant, out weight))
            {
                return Refuse<MaskKindWeights>(argument,
                    $"--kinds is '{text}', expected all or some of {KindNames}, with weights if you like, as in strokes:2,boxes.");
            }

            weights = weights.With(kind, weight);
        }

        return weights;
    }

    static string Text(ArgumentResult argument) => argument.Tokens[0].Value;

    static HoleRatioBucket? Range(string text) =>
        text.Split('-') is [var a, var b] && double.TryParse(a, NumberStyles.AllowDecimalPoint, Invariant, out var low)
        && double.TryParse(b, NumberStyles.AllowDecimalPoint, Invariant, out var high)
            ? new(low, high)
            : null;

    static T? Refuse<T>(ArgumentResult argument, string error)
    {
        argument.AddError(error);
        return default;
    }
}
