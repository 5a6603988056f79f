namespace PConv.MLNet.Cli.Commands;

/// <summary>The value of <c>--device</c> where ONNX Runtime runs.</summary>
static class DeviceArgument
{
    /// <summary>The CUDA device of <c>cuda</c> or <c>cuda:1</c>, null for <c>cpu</c>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static int? GpuDeviceId(string device) => device switch
    {
        "cpu" => null,
        "cuda" => 0,
        _ when device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), out var id) && id >= 0 => id,
        _ => throw new ArgumentException($"Device '{device}' is not known. Take cpu, cuda or cuda:1."),
    };
}
