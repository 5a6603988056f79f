using System.CommandLine;
using PConv.MLNet.Cli.Commands;

namespace PConv.MLNet.Cli;

/// <summary>All that <c>pconv</c> takes.</summary>
static class PconvCommand
{
    public const string Name = "pconv";

    public static RootCommand Create() => new("""
        Fill holes of any shape in pictures of any size, with partial convolutions.

        Examples:
          pconv inpaint --image photo.jpg --mask scratches.png --output filled.png
          pconv doctor
        Networks are trained and exported by another tool, pconv-train.
        Exit codes: 0 done, 1 failed, 2 wrong use.
        """)
    {
        InpaintCommand.Create(),
        MasksCommand.Create(),
        EvaluateCommand.Create(),
        StudyCommand.Create(),
        ServeCommand.Create(),
        DoctorCommand.Create(
            Name,
            "Say which back ends, devices, picture formats and models work on this machine, and what is missing. Exit code 0 if the built-in model fills a picture.",
            Probes.All, Probes.BuiltInModel, "fills", "The built-in model fills no picture here: see its line."),
        CompletionCommand.Create(Name),
    };
}
