using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace PConv.MLNet.Cli;

/// <summary>Runs a tool's command line: exit codes, and errors as one sentence.</summary>
static partial class CommandLine
{
    public const int Done = 0, Failed = 1, WrongUse = 2;

    public static async Task<int> RunAsync(RootCommand root, string tool, Wording words, string[] args)
    {
        var parsed = root.Parse(args);
        // ignores errors of incomplete command lines
        var isCompletion = root.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null);
        string[] errors = isCompletion ? []
            : [.. parsed.Errors.Select(error => InWords(error.Message, parsed.CommandResult.Command)).Concat(Empty(parsed.CommandResult))];
        if (errors.Length > 0)
        {
            foreach (var error in errors)
            {
                Terminal.Fail(error);
            }

            var command = parsed.CommandResult.Command;
            Terminal.Note(command == root ? $"See: {tool} --help" : $"See: {tool} {command.Name} --help");
            return WrongUse;
        }

        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(5), // time for a checkpoint after Ctrl-C
            });
            return code == 0 ? Done : Failed;
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
        catch (ArgumentException e)
        {
            Terminal.Fail(words.Of(e.Message));
            return WrongUse;
        }
        catch (UnauthorizedAccessException e)
        {
            Terminal.Fail($"{words.Of(e.Message)} Check the permissions of that file or folder.");
            return Failed;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or DllNotFoundException)
        {
            Terminal.Fail(words.Of(e.Message));
            return Failed;
        }
    }

    /// <summary>Rewrites parse errors without .NET type names.</summary>
    static string InWords(string error, Command command) =>
        Unparsed().Match(error) is { Success: true } match
        && command.Options.FirstOrDefault(option => option.Name == match.Groups["option"].Value) is { } option
            ? $"{option.Name} is '{match.Groups["value"].Value}', expected {Wording.KindOf(option.ValueType)}."
            : error;

    /// <summary>Errors for empty values, which usually come from an empty script variable.</summary>
    static IEnumerable<string> Empty(CommandResult command) =>
        from option in command.Children.OfType<OptionResult>()
        where option.Tokens.Any(token => token.Value.Length == 0)
        select $"{option.Option.Name} is empty. Give it a value, or leave it out.";

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for option '(?<option>--[^']*)' as expected type '[^']*'\.",
        RegexOptions.Singleline)]
    private static partial Regex Unparsed();
}
