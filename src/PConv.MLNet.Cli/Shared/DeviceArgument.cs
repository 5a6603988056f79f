using System.Globalization;

namespace PConv.MLNet.Cli.Commands;

/// <summary>The value of <c>--device</c> where ONNX Runtime runs.</summary>
static class DeviceArgument
{
    const string Cuda = "cpu, cuda or cuda:1", All = "cpu, cuda, cuda:1, tensorrt or tensorrt:1";

    /// <summary>The device's number, null for <c>cpu</c>, and whether TensorRT is wanted.</summary>
    /// <exception cref="ArgumentException">It is none of those.</exception>
    public static (int? Id, bool IsTensorRT) Parse(string text) => Read(text) ?? throw Unknown(text, All);

    /// <summary>The CUDA device of <c>cuda</c> or <c>cuda:1</c>, null for <c>cpu</c>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static int? GpuDeviceId(string text) => Read(text) is (var id, false) ? id : throw Unknown(text, Cuda);

    static (int? Id, bool IsTensorRT)? Read(string text)
    {
        var (name, number) = text.Split(':', 2) is [var n, var rest] ? (n, rest) : (text, "0");
        return text == "cpu" ? (null, false)
            : name is "cuda" or "tensorrt" && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? (id, name == "tensorrt")
            : null;
    }

    static ArgumentException Unknown(string text, string devices) => new($"Device '{text}' is not known. Take {devices}.");
}
