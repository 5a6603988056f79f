using System.Runtime.InteropServices;

namespace PConv.MLNet.Cli;

/// <summary>The heap of native libraries, which keeps by default what they freed.</summary>
static class NativeHeap
{
    const int TrimThreshold = -1; // M_TRIM_THRESHOLD, mallopt(3)

    /// <summary>Has glibc return freed memory at once: a model leaves some 25 MB behind when it is opened. Costs time where images come and
    /// go. No effect elsewhere.</summary>
    public static void ReturnFreed()
    {
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out var function))
        {
            Marshal.GetDelegateForFunctionPointer<Option>(function)(TrimThreshold, 1 << 17);
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int Option(int parameter, int value);
}
