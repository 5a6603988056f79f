using System.CommandLine;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Inference;

namespace PConv.MLNet.Cli.Commands;

/// <summary>Options of the model: its file, its device, its input and output conventions.</summary>
/// <param name="model">The ONNX file, or none for the built-in model.</param>
/// <param name="device">Where it runs.</param>
sealed class ModelArguments(Option<string?> model, Option<string> device)
{
    readonly Option<string?> description = new("--model-description")
    {
        HelpName = "name|file",
        Description =
            $"Input and output conventions of the model: {string.Join(", ", InpaintingModelDescription.Known.Select(k => k.Name))} or a " +
            $"JSON file; " +
            $"recognized if left out.",
    };

    readonly Option<bool> resize = new("--resize")
    {
        Description = "Scale images larger than the one size a model takes to it, and the fill back.",
    };
    readonly Option<int?> margin = new("--margin")
    {
        HelpName = "pixels",
        Description = $"Pixels that the model sees round a hole, {new LargeImageOptions().Margin} if left out.",
    };
    readonly Option<int?> side = new("--max-side")
    {
        HelpName = "pixels",
        Description =
            $"Longest side of what goes through the model at once, {new LargeImageOptions().MaxSide} if left out; larger takes more " +
            $"memory.",
    };
    readonly Option<string?> style = Styles();
    readonly Option<bool> fallback = new("--fallback-to-cpu") { Description = "Use the CPU where the device cannot be had." };
    readonly Option<long?> memory = new("--gpu-memory-limit")
    {
        HelpName = "bytes",
        Description = "Most bytes of ONNX Runtime's memory pool on the GPU.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { description, resize, margin, side, style, fallback, memory })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether a GPU is requested for the model.</summary>
    public bool IsOnGpu(ParseResult result) => DeviceArgument.Parse(result.GetValue(device)!).Id is not null;

    /// <summary>The style; null if method and model determine it.</summary>
    public InpaintingStyle? Style(ParseResult result) =>
        result.GetValue(style) is { } name ? Enum.Parse<InpaintingStyle>(name, ignoreCase: true) : null;

    /// <summary>Parses the method; it is an error if it contradicts --style.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="method">The option --method.</param>
    public string Method(ParseResult result, Option<string> method)
    {
        var name = result.GetValue(method)!;
        return result.GetResult(method) is null or { Implicit: true } || InpaintingMethod.Agree(name, Style(result)) ? name
            : throw new ArgumentException(
                $"--method {name} and --style {result.GetValue(style)} contradict each other. Leave one of them out.");
    }

    /// <summary>Throws if model options are given but the method does not run a model.</summary>
    public void EnsureUsed(ParseResult result, string method)
    {
        if (!InpaintingMethod.IsNetwork(method) && GivenOfModel(result) is { } given)
        {
            throw new ArgumentException(
                $"{given} is for the methods {InpaintingMethod.Natural} and {InpaintingMethod.Faithful}; {method} runs no model, and " +
                $"on the CPU. Leave out {given.Split(' ')[0]}, or --method.");
        }
    }

    /// <summary>Creates the session options from the arguments.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">Threads of one call; 0 for one per core.</param>
    public OnnxInpainterOptions Options(ParseResult result, int threads = 0)
    {
        var convention = result.GetValue(description);
        if (result.GetValue(model) is null && convention is not null)
        {
            throw new ArgumentException("--model-description describes a file. Name it with --model.");
        }

        var (id, isTensorRT) = DeviceArgument.Parse(result.GetValue(device)!);
        var large = new LargeImageOptions();
        return new()
        {
            GpuDeviceId = id,
            TensorRT = isTensorRT,
            GpuMemoryLimit = result.GetValue(memory),
            FallbackToCpu = result.GetValue(fallback),
            Resize = result.GetValue(resize),
            LargeImages = large with { Margin = result.GetValue(margin) ?? large.Margin, MaxSide = result.GetValue(side) ?? large.MaxSide },
            Style = Style(result),
            Threads = threads,
            Description = convention is null ? null
                : InpaintingModelDescription.Known.FirstOrDefault(k => k.Name.Equals(convention, StringComparison.OrdinalIgnoreCase))
                ?? InpaintingModelDescription.Load(convention),
        };
    }

    /// <summary>Opens the model and prints remarks about it.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">Threads of one call; 0 for one per core.</param>
    /// <param name="method">The network's method name, in either style.</param>
    public OnnxInpainter Load(ParseResult result, int threads, string method)
    {
        var file = result.GetValue(model);
        var options = Options(result, threads);
        options = options with { Style = options.Style ?? InpaintingMethod.StyleOf(method) };
        var inpainter = file is null ? OnnxInpainter.BuiltIn(options) : OnnxInpainter.FromFile(file, options);
        if (options.GpuDeviceId is not null)
        {
            Terminal.Note($"Runs on {inpainter.Provider}{(inpainter.FallbackReason is { } reason ? $": {reason}" : "")}.");
        }

        if (options.Description is null && inpainter.Description.Name != InpaintingModelDescription.PartialConv.Name)
        {
            Terminal.Note($"Taken for a {inpainter.Description.Name} model.");
        }

        return inpainter;
    }

    /// <summary>The first given option that requires a model; null if there is none.</summary>
    string? GivenOfModel(ParseResult result) =>
        new Option[] { model, device, description, resize, margin, side, fallback, memory }
            .Select(option => (option.Name, Given: result.GetResult(option)))
            .Where(at => at.Given is { Implicit: false } && !(at.Name == device.Name && result.GetValue(device) == DeviceArgument.Cpu))
            .Select(at => string.Join(' ', at.Given!.Tokens.Select(token => token.Value).Prepend(at.Name)))
            .FirstOrDefault();

    static Option<string?> Styles()
    {
        string[] names = [.. Enum.GetNames<InpaintingStyle>().Select(name => name.ToLowerInvariant())];
        var option = new Option<string?>("--style")
        {
            Description =
                "What fills are for: natural, what a person would choose, or faithful, the least error. By the model if left out: " +
                "natural for the built-in one.",
        };
        return option.AcceptOnlyFromAmong(names);
    }
}
