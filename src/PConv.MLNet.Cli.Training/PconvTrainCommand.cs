using System.CommandLine;
using PConv.MLNet.Cli.Training.Commands;

namespace PConv.MLNet.Cli.Training;

/// <summary>All that <c>pconv-train</c> takes.</summary>
static class PconvTrainCommand
{
    public const string Name = "pconv-train";

    public static RootCommand Create() => new("""
        Train networks that fill holes in pictures, with partial convolutions, and export them as ONNX models.

        Examples:
          pconv-train train --images photos --output run --from builtin
          pconv-train export --checkpoint run --output my.onnx
        Then fill with: pconv inpaint --model my.onnx
        Exit codes: 0 done, 1 failed, 2 wrong use.
        """)
    {
        TrainCommand.Create(),
        ExportCommand.Create(),
        DoctorCommand.Create(
            Name,
            "Say whether Torch works on this machine, which devices and picture formats there are, and what is missing. Exit code 0 if Torch calculates.",
            TrainingProbes.All, TrainingProbes.TorchName, "trains", "Torch does not work here: see its line."),
        CompletionCommand.Create(Name),
    };
}
