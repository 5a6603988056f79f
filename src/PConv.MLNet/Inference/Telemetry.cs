using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace PConv.MLNet.Inference;

/// <summary>
/// Official builds of ONNX Runtime report their use to their makers and keep a device id on disk. Filling a private photograph
/// should not: this library turns that off before the runtime starts, unless the user sets ORT_DISABLE_TELEMETRY himself.
/// </summary>
static class Telemetry
{
    const string Switch = "ORT_DISABLE_TELEMETRY"; // read once, by native code, before the first session

    /// <summary>Must run before anything else of ONNX Runtime.</summary>
    public static void TurnOff()
    {
        if (Environment.GetEnvironmentVariable(Switch) is not null)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            _ = SetNativeVariable(Switch, "1", overwrite: 0); // .NET's own setter does not reach native code here
        }

        OrtEnv.Instance().DisableTelemetryEvents();
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    static extern int SetNativeVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite);
}
