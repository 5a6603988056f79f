using Microsoft.ML.OnnxRuntime;

namespace PConv.MLNet.Inference;

/// <summary>An open session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Provider">The active execution provider, such as CPU, CUDA:0 or TensorRT:0.</param>
/// <param name="FallbackReason">Why the preferred provider is not used; null if it is used.</param>
sealed record OpenSession(InferenceSession Session, string Provider, string? FallbackReason);

/// <summary>Opens ONNX Runtime sessions and translates failures into readable messages.</summary>
static class OnnxSession
{
    static readonly string[] FaultsOfTheModel = ["InvalidProtobuf", "InvalidGraph", "NoModel", "NoSuchFile"];

    static readonly Lazy<bool> Ready = new(() =>
    {
        Telemetry.TurnOff();
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(0, 0, -1, -1); // the defaults of a session's own arena
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena); // networks that run in turn share its memory
        return true;
    });

    /// <summary>Opens a session on the first working device among those the options allow.</summary>
    /// <param name="open">Creates the session from a file or bytes.</param>
    /// <param name="name">Name of the model in error messages.</param>
    /// <param name="options">Device and threads.</param>
    public static OpenSession Open(Func<SessionOptions, InferenceSession> open, string name, OnnxInpainterOptions? options)
    {
        options ??= new();
        options.Validate();
        try
        {
            _ = Ready.Value;
            return OpenFirst(open, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException(
                $"ONNX Runtime cannot load '{name}': {e.Message}. Pass an ONNX model, as 'pconv-train export' writes it.", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new InvalidOperationException(
                "ONNX Runtime's native library was not found or cannot be loaded. Add the package Microsoft.ML.OnnxRuntime (CPU) or " +
                "Microsoft.ML.OnnxRuntime.Gpu to the application; if it is there, more memory is needed.", e);
        }
    }

    static OpenSession OpenFirst(Func<SessionOptions, InferenceSession> open, OnnxInpainterOptions options)
    {
        var available = OrtEnv.Instance().GetAvailableProviders();
        var failures = new List<string>();
        Exception? last = null;
        var isBuiltIn = false; // whether a provider that failed is part of this build
        foreach (var provider in ExecutionProvider.InOrder(options))
        {
            if (!available.Contains(provider.RuntimeName))
            {
                failures.Add($"{provider.Title} cannot be used: this build of ONNX Runtime has only {string.Join(", ", available)}");
                continue;
            }

            try
            {
                using var settings = Settings(options);
                provider.Append(settings);
                return new(open(settings), provider.Name, failures.Count == 0 ? null : string.Join("; ", failures));
            }
            catch (Exception e) when (!provider.IsCpu && e is OnnxRuntimeException or EntryPointNotFoundException && !IsOfTheModel(e))
            {
                (last, isBuiltIn) = (e, true);
                failures.Add($"{provider.Title} cannot be used: {e.Message}");
            }
        }

        var hint = isBuiltIn ? "Check the driver, CUDA and cuDNN that Microsoft.ML.OnnxRuntime.Gpu needs"
            : "Add Microsoft.ML.OnnxRuntime.Gpu";
        throw new InvalidOperationException($"{string.Join("; ", failures)}. {hint}, or set {nameof(options.FallbackToCpu)}.", last);
    }

    /// <summary>Whether the model is the cause, so that other devices would fail as well. ONNX Runtime puts its error code at the start of
    /// the message.</summary>
    static bool IsOfTheModel(Exception e) =>
        FaultsOfTheModel.Any(code => e.Message.StartsWith($"[ErrorCode:{code}]", StringComparison.Ordinal));

    static SessionOptions Settings(OnnxInpainterOptions options)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // errors are thrown and reported as exceptions, so they need no log
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        settings.AddSessionConfigEntry("session.use_env_allocators", "1");
        return settings;
    }
}
