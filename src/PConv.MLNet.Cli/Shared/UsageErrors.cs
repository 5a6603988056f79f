using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace PConv.MLNet.Cli;

/// <summary>Says what is wrong with a command line, in the words of its options.</summary>
static partial class UsageErrors
{
    const int Typo = 2; // most letters added, left out or changed in a word that is taken for another

    /// <summary>Names that other programs use for our options.</summary>
    static readonly Dictionary<string, string> Others = new() { ["--input"] = "--image", ["--out"] = "--output", ["--in"] = "--image" };

    /// <summary>Names that other programs use for our commands.</summary>
    static readonly Dictionary<string, string> OtherCommands =
        new() { ["run"] = "inpaint", ["fill"] = "inpaint", ["erase"] = "inpaint", ["start"] = "serve", ["web"] = "serve" };

    /// <summary>The command that a command line names: the root if its first word is none.</summary>
    public static Command CommandOf(ParseResult parsed) =>
        parsed.Tokens is [{ Type: TokenType.Argument }, ..] ? parsed.RootCommandResult.Command : parsed.CommandResult.Command;

    /// <summary>The errors of a command line; a word that is not known hides those that follow from it.</summary>
    public static string[] Find(ParseResult parsed, string tool)
    {
        var command = CommandOf(parsed);
        if (command != parsed.CommandResult.Command)
        {
            return [Command(parsed.Tokens[0].Value, command, tool)]; // a later word happens to be the name of a command
        }

        var unknown = parsed.UnmatchedTokens.Concat(parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(result => result.Tokens).Select(token => token.Value).Where(IsOption)).FirstOrDefault();
        return unknown is null ? [.. parsed.Errors.Select(InWords).Concat(Empty(parsed.CommandResult))]
            : IsOption(unknown) ? [Option(unknown, command)]
            : [command.Subcommands.Count > 0 ? Command(unknown, command, tool) : $"'{unknown}' is one value too many."];
    }

    /// <summary>Whether an error already says what to write, so that help need not be named.</summary>
    public static bool SaysWhatToWrite(string error) =>
        error.Contains(" Did you mean ", StringComparison.Ordinal) || error.Contains(" To fill an image: ", StringComparison.Ordinal);

    static bool IsOption(string text) => text.Length > 1 && text[0] == '-';

    static string Option(string unknown, Command command)
    {
        var (name, names) =
            (unknown.Split('=')[0], command.Options.Where(option => !option.Hidden).Select(option => option.Name).ToArray());
        var meant = Others.GetValueOrDefault(name) is { } other && names.Contains(other) ? other : Nearest(name, names);
        var texture = name.StartsWith("--textur", StringComparison.Ordinal) && names.Contains("--method")
            ? " Texture comes with the method: leave --method out, or take --method patchmatch-texture to remove an object." : "";
        return $"There is no option '{name}'.{(meant is null ? texture : $" Did you mean {meant}?")}";
    }

    static string Command(string unknown, Command root, string tool)
    {
        var names = root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).ToArray();
        var nearest = OtherCommands.GetValueOrDefault(unknown) is { } other && names.Contains(other) ? other : Nearest(unknown, names);
        return $"There is no command '{unknown}'. " + (
            File.Exists(unknown) && names.Contains("inpaint") ? $"To fill an image: {tool} inpaint {unknown} mask.png filled.png"
            : nearest is not null ? $"Did you mean {nearest}?"
            : $"Take {string.Join(", ", names[..^1])} or {names[^1]}.");
    }

    /// <summary>Rewrites an error of the parser.</summary>
    static string InWords(ParseError error)
    {
        var option = (error.SymbolResult as OptionResult)?.Option ?? (error.SymbolResult?.Parent as OptionResult)?.Option;
        var message = Required().Replace(error.Message, "$1 is missing.");
        message = NoValue().Replace(message, "$1 needs a value.");
        message = NoCommand().Replace(message, "Name a command.");
        if (option is not null && Unparsed().Match(message) is { Success: true } unparsed)
        {
            return $"{option.Name} is '{unparsed.Groups["value"].Value}', expected {Wording.KindOf(option.ValueType)}.";
        }

        var argument = option?.Name ?? (error.SymbolResult as ArgumentResult)?.Argument.Name;
        if (argument is not null && OtherWord().Match(message) is { Success: true } word)
        {
            var (value, allowed) = (word.Groups["value"].Value, word.Groups["allowed"].Captures.Select(capture => capture.Value).ToArray());
            return $"{argument} is '{value}', expected " + (Nearest(value, allowed) is { } meant
                ? $"one of {string.Join(", ", allowed)}. Did you mean {meant}?" : $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}.");
        }

        return message;
    }

    /// <summary>Errors for empty values, which usually come from an empty script variable.</summary>
    static IEnumerable<string> Empty(CommandResult command) =>
        from option in command.Children.OfType<OptionResult>()
        where option.Tokens.Any(token => token.Value.Length == 0)
        select $"{option.Option.Name} is empty. Give it a value, or leave it out.";

    static string? Nearest(string word, string[] words)
    {
        var nearest = words.MinBy(known => Distance(word, known));
        return nearest is not null && Distance(word, nearest) is var typos && typos <= Typo && typos < nearest.TrimStart('-').Length
            ? nearest
            : null;
    }

    /// <summary>Letters to add, leave out or change until both are equal (Levenshtein 1966).</summary>
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"^Option '(--[^']*)' is required\.$")]
    private static partial Regex Required();

    [GeneratedRegex(@"^Required argument missing for (?:option|command): '([^']*)'\.$")]
    private static partial Regex NoValue();

    [GeneratedRegex(@"^Required command was not provided\.$")]
    private static partial Regex NoCommand();

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for option '[^']*' as expected type '[^']*'\.", RegexOptions.Singleline)]
    private static partial Regex Unparsed();

    [GeneratedRegex(@"^Argument '(?<value>.*)' not recognized\. Must be one of:(\s+'(?<allowed>[^']*)')+\s*$", RegexOptions.Singleline)]
    private static partial Regex OtherWord();
}
