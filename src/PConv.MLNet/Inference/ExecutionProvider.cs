using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace PConv.MLNet.Inference;

/// <summary>An ONNX Runtime execution provider.</summary>
/// <param name="Name">Name reported to callers, such as CPU, CUDA:0 or TensorRT:0.</param>
/// <param name="Title">Name used in messages.</param>
/// <param name="RuntimeName">Name of the provider in ONNX Runtime.</param>
/// <param name="Append">Adds the provider to a session's options.</param>
sealed record ExecutionProvider(string Name, string Title, string RuntimeName, Action<SessionOptions> Append)
{
    static readonly ExecutionProvider Cpu = new("CPU", "The CPU", "CPUExecutionProvider", _ => { });

    public bool IsCpu => this == Cpu;

    /// <summary>The providers that the options allow, in order of preference.</summary>
    public static IEnumerable<ExecutionProvider> InOrder(OnnxInpainterOptions options)
    {
        if (options.GpuDeviceId is { } device)
        {
            if (options.TensorRT)
            {
                yield return new($"TensorRT:{device}", $"TensorRT on device {device}", "TensorrtExecutionProvider", settings =>
                {
                    AppendTensorRT(settings, device, options.GpuMemoryLimit);
                    AppendCuda(settings, device, options.GpuMemoryLimit); // for the operators that TensorRT lacks
                });
            }

            yield return new($"CUDA:{device}", $"CUDA device {device}", "CUDAExecutionProvider",
                settings => AppendCuda(settings, device, options.GpuMemoryLimit));
        }

        if (options.GpuDeviceId is null || options.FallbackToCpu)
        {
            yield return Cpu;
        }
    }

    static void AppendTensorRT(SessionOptions settings, int device, long? limit)
    {
        using var provider = new OrtTensorRTProviderOptions();
        provider.UpdateOptions(Values(device, "trt_max_workspace_size", limit));
        settings.AppendExecutionProvider_Tensorrt(provider);
    }

    static void AppendCuda(SessionOptions settings, int device, long? limit)
    {
        using var provider = new OrtCUDAProviderOptions();
        provider.UpdateOptions(Values(device, "gpu_mem_limit", limit));
        settings.AppendExecutionProvider_CUDA(provider);
    }

    static Dictionary<string, string> Values(int device, string limitKey, long? limit)
    {
        var values = new Dictionary<string, string> { ["device_id"] = device.ToString(CultureInfo.InvariantCulture) };
        if (limit is { } bytes)
        {
            values[limitKey] = bytes.ToString(CultureInfo.InvariantCulture);
        }

        return values;
    }
}
