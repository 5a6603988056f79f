using System.Globalization;
using System.Text.RegularExpressions;

namespace PConv.MLNet.Cli;

/// <summary>Rewrites library messages for a tool: options replace members, and names of types and parameters are removed.</summary>
/// <param name="words">Members, or phrases that contain them, and their replacements. Quoted parts of a message are not changed.</param>
sealed partial class Wording(IEnumerable<(string Member, string Option)> words)
{
    /// <summary>Replacements shared by both tools.</summary>
    static readonly (string, string)[] Common =
    [
        ("(recursive)", "(--recursive)"), ("Threads", "--threads"), ("Border is", "--border is"), ("Width", "--size's width"),
        ("Height", "--size's height"),
        ("CountPerClass", "--count"), ("take MaskKindWeights.All", "all"), ("Leave it null", "Leave it out"),
    ];

    readonly Dictionary<string, string> byMember = words.Concat(Common).DistinctBy(word => word.Item1)
        .ToDictionary(word => word.Item1, word => word.Item2, StringComparer.Ordinal);
    readonly Lazy<Regex> members = new(() => new(string.Join('|',
        words.Concat(Common).Select(word => word.Item1).OrderByDescending(member => member.Length)
        .Select(member => $"(?<![\\w.'-]){Regex.Escape(member)}(?!\\w)").Prepend(@"(?<!\w)'[^']*'"))));

    /// <summary>Rewrites a message.</summary>
    public string Of(string message)
    {
        var text = Parameter().Replace(message, "");
        text = Bound().Replace(text, Bounded);
        text = UnknownName().Replace(text, "There is no option '$1'.");
        text = Missing().Replace(text, "It lacks $1.");
        text = OtherKind()
            .Replace(text,
                match =>
                $"{Name(match.Groups["path"].Value)} has a value of another kind, expected {KindOf(match.Groups["type"].Value)}. " +
                $"{LineOf(match)}");
        text = Place().Replace(text, LineOf);
        return members.Value.Replace(text, match => byMember.GetValueOrDefault(match.Value, match.Value));
    }

    /// <summary>Description of values of a type.</summary>
    public static string KindOf(Type type)
    {
        var kind = Nullable.GetUnderlyingType(type) ?? type;
        return kind.IsEnum ? string.Join(" or ", Enum.GetNames(kind).Select(name => name.ToLowerInvariant())) : KindOf(kind.FullName!);
    }

    static string KindOf(string type) =>
        type.Contains("System.Int", StringComparison.Ordinal) ? "a whole number"
        : type.Contains("System.Double", StringComparison.Ordinal) || type.Contains("System.Single", StringComparison.Ordinal)
        ? "a number, as 0.1"
        : type.Contains("System.Boolean", StringComparison.Ordinal) ? "true or false"
        : type == "System.String" ? "text in quotes"
        : "what the documentation shows";

    /// <summary>Rewrites messages of .NET's ThrowIfLessThan and similar methods.</summary>
    string Bounded(Match match)
    {
        var (name, value, bound) = (match.Groups["name"].Value, match.Groups["value"].Value, match.Groups["bound"].Value);
        var least = match.Groups["kind"].Value switch
        {
            "a non-negative value" => "0 or more",
            "a non-negative and non-zero value" => "at least 1",
            "greater than or equal to" => $"at least {bound}",
            "greater than" => $"more than {bound}",
            "less than or equal to" => $"at most {bound}",
            _ => $"less than {bound}",
        };
        return $"{Option(name)} is {value}, expected {least}.";
    }

    string Option(string name)
    {
        var member = name[(name.LastIndexOf('.') + 1)..];
        member = char.ToUpperInvariant(member[0]) + member[1..];
        return byMember.GetValueOrDefault(member + " is")?[..^3] ?? byMember.GetValueOrDefault(member, $"--{member.ToLowerInvariant()}");
    }

    static string Name(string path) => path.Length > 0 ? $"'{path}'" : "The file";

    static string LineOf(Match match) =>
        string.Create(CultureInfo.InvariantCulture, $"See line {int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture) + 1}.");

    [GeneratedRegex(@" \(Parameter '[^']*'\)|\r?\nActual value was [^\r\n]*")]
    private static partial Regex Parameter();

    [GeneratedRegex(
        @"^(?<name>[\w.]+) \('(?<value>[^']*)'\) must be (?<kind>a non-negative value|" +
        @"a non-negative and non-zero value|(greater|less) than( or equal to)?)( '(?<bound>[^']*)')?\.")]
    private static partial Regex Bound();

    [GeneratedRegex(@"The JSON property '([^']*)' could not be mapped to any \.NET member contained in type '[^']*'\.")]
    private static partial Regex UnknownName();

    [GeneratedRegex(@"JSON deserialization for type '[^']*' was missing required properties including: (.*?)\.")]
    private static partial Regex Missing();

    [GeneratedRegex(
        @"The JSON value could not be converted to (?<type>.*?)\. Path: \$\.?(?<path>.*?) \| LineNumber: " +
        @"(?<line>\d+) \| BytePositionInLine: \d+\.")]
    private static partial Regex OtherKind();

    [GeneratedRegex(@"(Path: \$\S* \| )?LineNumber: (?<line>\d+) \| BytePositionInLine: \d+\.")]
    private static partial Regex Place();
}
