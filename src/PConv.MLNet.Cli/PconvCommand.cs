using System.CommandLine;
using PConv.MLNet.Cli.Commands;

namespace PConv.MLNet.Cli;

/// <summary>The command line of <c>pconv</c>.</summary>
static class PconvCommand
{
    public const string Name = "pconv";

    /// <summary>Command-line options that replace library members in messages.</summary>
    public static Wording Words { get; } = new(
    [
        ("set Resize (pconv inpaint --resize)", "add --resize"), ("Margin", "--margin"), ("MaxSide", "--max-side"),
        ("Style is", "--style is"), ("OnnxInpainterOptions.Description, or pconv inpaint --model-description", "--model-description"),
        ("GpuDeviceId", "--device cuda"), ("GpuMemoryLimit", "--gpu-memory-limit"), ("TensorRT is set", "--device tensorrt is set"),
        ("FallbackToCpu", "--fallback-to-cpu"),
        ("Add Microsoft.ML.OnnxRuntime.Gpu, or set FallbackToCpu", "Take a build of pconv for CUDA, or add --fallback-to-cpu"),
        ("set FallbackToCpu", "add --fallback-to-cpu"),
        ("ImagesPerClass", "--per-bucket"), ("PerceptualFeatures", "--perceptual"), ("PerceptualStages", "--perceptual-stages"),
        ("MaxPixels", "--max-pixels"), ("MaxBytes", "--max-bytes"), ("MaxConcurrency", "--concurrency"), ("MaxQueue", "--queue"),
        ("ModelFile", "--model"), ("Method is", "--method is"), ("Grow is", "--grow is"),
        ("Scoring: Threads", "--threads"), ("Scoring: GpuDeviceId", "--device"), ("Scoring: Style", "--style"),
        ("Scoring: Margin", "--margin"), ("Scoring: MaxSide", "--max-side"),
        ("set the mask polarity to", "add --mask-polarity"), ("the mask threshold", "--mask-threshold"),
    ]);

    /// <summary>What is shown if nothing is asked for.</summary>
    public const string Beginning = """
        Fills what you paint over in an image. To begin:

          pconv serve --open                            a page to paint on
          pconv inpaint photo.jpg mask.png filled.png   fills what is white in mask.png
          pconv --help                                  all commands
        """;

    public static RootCommand Create() => new("""
        Fill holes of any shape in images of any size, with partial convolutions.

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
            "Say which back ends, devices, image formats and models work on this machine, and what is missing. Exit code 0 if the " +
            "built-in model fills an image.",
            Probes.All, Probes.BuiltInModel, "fills", "The built-in model fills no image here: see its line."),
        CompletionCommand.Create(Name),
    };
}
