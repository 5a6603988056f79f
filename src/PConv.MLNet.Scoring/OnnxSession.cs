using Microsoft.ML.OnnxRuntime;

namespace PConv.MLNet.Scoring;

/// <summary>Opens ONNX Runtime sessions and turns its failures into sentences.</summary>
static class OnnxSession
{
    static readonly Lazy<bool> Quiet = new(() =>
    {
        Telemetry.TurnOff();
        return true;
    });

    /// <summary>Opens a session on the device the options ask for.</summary>
    /// <param name="open">Makes the session of a file or of bytes.</param>
    /// <param name="name">What error messages call the model.</param>
    /// <param name="options">Device and threads.</param>
    public static InferenceSession Open(Func<SessionOptions, InferenceSession> open, string name, OnnxInpainterOptions? options)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        try
        {
            _ = Quiet.Value;
            using var settings = Settings(options);
            return open(settings);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime cannot load '{name}': {e.Message}. Pass an ONNX model, as 'pconv export' writes it.", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new InvalidOperationException(
                "ONNX Runtime's native library was not found. Add the package Microsoft.ML.OnnxRuntime (CPU) or Microsoft.ML.OnnxRuntime.Gpu to the application.", e);
        }
    }

    static SessionOptions Settings(OnnxInpainterOptions options)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (options.GpuDeviceId is { } device)
        {
            try
            {
                settings.AppendExecutionProvider_CUDA(device);
            }
            catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
            {
                if (!options.FallbackToCpu)
                {
                    settings.Dispose();
                    throw new InvalidOperationException(
                        $"CUDA device {device} cannot be used: {e.Message}. Add Microsoft.ML.OnnxRuntime.Gpu, or set FallbackToCpu.", e);
                }
            }
        }

        return settings;
    }
}
