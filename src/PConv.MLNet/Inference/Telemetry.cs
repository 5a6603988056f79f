using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace PConv.MLNet.Inference;

/// <summary>
/// Turns off the telemetry of official ONNX Runtime builds, which report usage to the vendor and store a device id on disk, before the
/// runtime starts. A value of ORT_DISABLE_TELEMETRY that the user has set is kept.
/// </summary>
static class Telemetry
{
    const string Switch = "ORT_DISABLE_TELEMETRY"; // read once, by native code, before the first session

    /// <summary>Must be called before any other use of ONNX Runtime.</summary>
    public static void TurnOff()
    {
        if (Environment.GetEnvironmentVariable(Switch) is not null)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            _ = SetNativeVariable(Switch, "1", overwrite: 0); // Environment.SetEnvironmentVariable does not affect native code here
        }

        OrtEnv.Instance().DisableTelemetryEvents();
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.SafeDirectories)]
    static extern int SetNativeVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite);
}
