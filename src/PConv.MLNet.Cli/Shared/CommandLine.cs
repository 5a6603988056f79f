using System.CommandLine;
using System.CommandLine.Completions;

namespace PConv.MLNet.Cli;

/// <summary>Runs a tool's command line: exit codes, and errors as one sentence.</summary>
static class CommandLine
{
    public const int Done = 0, Failed = 1, WrongUse = 2;

    public static async Task<int> RunAsync(RootCommand root, string tool, string[] args)
    {
        var parsed = root.Parse(args);
        var isCompletion = root.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null); // of a line that is not complete
        if (parsed.Errors.Count > 0 && !isCompletion)
        {
            foreach (var error in parsed.Errors)
            {
                Terminal.Fail(error.Message);
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
                ProcessTerminationTimeout = TimeSpan.FromMinutes(5), // Ctrl-C leaves time for a checkpoint
            });
            return code == 0 ? Done : Failed;
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
        catch (ArgumentException e)
        {
            Terminal.Fail(e.Message);
            return WrongUse;
        }
        catch (UnauthorizedAccessException e)
        {
            Terminal.Fail($"{e.Message} Check the permissions of that file or folder.");
            return Failed;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException)
        {
            Terminal.Fail(e.Message);
            return Failed;
        }
    }
}
