using System.CommandLine;
using System.Globalization;

namespace PConv.MLNet.Cli;

/// <summary>The option <c>--device</c>, validated before any other work.</summary>
static class DeviceArgument
{
    public const string Cpu = "cpu";

    const string Cuda = "cpu, cuda or cuda:1", All = "cpu, cuda, cuda:1, tensorrt or tensorrt:1";

    /// <summary>Device for filling images with ONNX Runtime, including TensorRT.</summary>
    public static Option<string> ForFills() =>
        Checked(new Option<string>("--device") { Description = All + ".", DefaultValueFactory = _ => Cpu }, Read, All);

    /// <summary>Device for several networks.</summary>
    public static Option<string> ForNetworks() =>
        Checked(new Option<string>("--device") { Description = $"{Cuda}, for networks.", DefaultValueFactory = _ => Cpu }, ReadCuda, Cuda);

    /// <summary>Device for training with Torch.</summary>
    public static Option<string?> ForTraining() =>
        Checked(new Option<string?>("--device") { Description = $"{Cuda}; overrides the configuration." }, ReadCuda, Cuda);

    /// <summary>The device's number, null for <c>cpu</c>, and whether TensorRT is wanted.</summary>
    public static (int? Id, bool IsTensorRT) Parse(string text) => Read(text) ?? throw new ArgumentException(Unknown(text, All));

    /// <summary>The CUDA device of <c>cuda</c> or <c>cuda:1</c>, null for <c>cpu</c>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static int? GpuDeviceId(string text) => ReadCuda(text) is var (id, _) ? id : throw new ArgumentException(Unknown(text, Cuda));

    static (int? Id, bool IsTensorRT)? ReadCuda(string text) => Read(text) is (_, false) cuda ? cuda : null;

    static (int? Id, bool IsTensorRT)? Read(string text)
    {
        var (name, number) = text.Split(':', 2) is [var n, var rest] ? (n, rest) : (text, "0");
        return text == Cpu ? (null, false)
            : name is "cuda" or "tensorrt" && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? (id, name == "tensorrt")
            : null;
    }

    static Option<T> Checked<T>(Option<T> option, Func<string, (int?, bool)?> read, string devices)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { Length: > 0 } text }] && read(text) is null)
            {
                result.AddError(Unknown(text, devices));
            }
        });
        return option;
    }

    static string Unknown(string text, string devices) => $"Device '{text}' is not known. Take {devices}.";
}
