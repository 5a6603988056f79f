using System.CommandLine;
using System.Text.Json;
using PConv.MLNet.Cli.Training.Commands;
using PConv.MLNet.Masks;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Training;

/// <summary>The command line of <c>pconv-train</c>.</summary>
static class PconvTrainCommand
{
    public const string Name = "pconv-train";

    /// <summary>Text shown if no arguments are given.</summary>
    public const string Beginning = """
        Trains networks that fill holes in images. To begin:

          pconv-train train --images photos --output run --from builtin
          pconv-train export --checkpoint run --output my.onnx
          pconv-train --help                            all commands
        """;

    /// <summary>Members whose names are common words are only replaced in these phrases.</summary>
    static readonly string[] PlainWords =
        ["Network", "Steps", "Size", "Loss", "Features", "Masks", "Seed", "Workers", "Device", "Accumulation", "Width", "Height"];

    /// <summary>Options that replace library members in messages: command-line options, or properties of the configuration, whose names
    /// begin with a lowercase letter.</summary>
    public static Wording Words { get; } = new(
    [
        ("Steps is", "--steps is"), ("to Steps", "to --steps"), ("MaskFolder", "--masks"), ("PreviewEvery", "--preview-every"),
        ("AcceptOtherOptions", "--accept-other-options"),
        ("Workers is", "workers is"), ("Accumulation is", "accumulation is"), ("multiple of Accumulation", "multiple of accumulation"),
        ("BatchSize or Size", "batchSize or size"),
        ("Take their Spec as the option Network", "Leave the network out of the configuration"), ("Width", "--width"),
        ("Threads", "threads"), ("Border is", "masks.border is"),
        .. from type in new[] { typeof(TrainingOptions), typeof(IrregularMaskOptions), typeof(MaskAugmentation) }
           from member in type.GetProperties()
           where !PlainWords.Contains(member.Name)
           select (member.Name, JsonNamingPolicy.CamelCase.ConvertName(member.Name)),
    ]);

    public static RootCommand Create() => new("""
        Train networks that fill holes in images, with partial convolutions, and export them as ONNX models.

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
            "Say whether Torch works on this machine, which devices and image formats there are, and what is missing. Exit code 0 if " +
            "Torch calculates.",
            TrainingProbes.All, TrainingProbes.TorchName, "trains", "Torch does not work here: see its line."),
        CompletionCommand.Create(Name),
    };
}
