using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;

namespace PConv.MLNet.Cli;

/// <summary>Runs a tool's command line: exit codes, and errors as one sentence.</summary>
static class CommandLine
{
    public const int Done = 0, Failed = 1, WrongUse = 2;

    /// <param name="root">The commands.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="beginning">What is shown if nothing is asked for.</param>
    /// <param name="words">Rewrites library messages.</param>
    /// <param name="args">The command line.</param>
    public static async Task<int> RunAsync(RootCommand root, string tool, string beginning, Wording words, string[] args)
    {
        if (args.Length == 0)
        {
            Terminal.Result(beginning);
            return WrongUse;
        }

        root.Options.OfType<HelpOption>().Single().Action = new HelpAction { MaxWidth = Terminal.Width };
        var parsed = root.Parse(args is ["help", .. var topic] ? [.. topic, "--help"] : args);
        // ignores errors of incomplete command lines
        var isCompletion = root.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null);
        if (!isCompletion && parsed.Action is not HelpAction && UsageErrors.Find(parsed, tool) is [_, ..] errors)
        {
            foreach (var error in errors)
            {
                Terminal.Fail(error);
            }

            var command = UsageErrors.CommandOf(parsed);
            if (!errors.Any(UsageErrors.SaysWhatToWrite))
            {
                Terminal.Note(command == root ? $"See: {tool} --help" : $"See: {tool} {command.Name} --help");
            }

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
}
