using System.CommandLine;
using System.CommandLine.Completions;
using PConv.MLNet.Cli;
using PConv.MLNet.Cli.Commands;

const int Done = 0, Failed = 1, WrongUse = 2;

var root = new RootCommand("""
    Fill holes of any shape in pictures of any size, with partial convolutions.

    Examples:
      pconv inpaint --image photo.jpg --mask scratches.png --output filled.png
      pconv doctor
    Exit codes: 0 done, 1 failed, 2 wrong use.
    """)
{
    InpaintCommand.Create(),
    MasksCommand.Create(),
    TrainCommand.Create(),
    ExportCommand.Create(),
    EvaluateCommand.Create(),
    StudyCommand.Create(),
    ServeCommand.Create(),
    DoctorCommand.Create(),
    CompletionCommand.Create(),
};
var parsed = root.Parse(args);
var isCompletion = root.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null); // of a line that is not complete
if (parsed.Errors.Count > 0 && !isCompletion)
{
    foreach (var error in parsed.Errors)
    {
        Terminal.Fail(error.Message);
    }

    var command = parsed.CommandResult.Command;
    Terminal.Note(command == root ? "See: pconv --help" : $"See: pconv {command.Name} --help");
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
