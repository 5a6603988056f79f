using System.Globalization;
using System.Runtime.InteropServices;

namespace PConv.MLNet.Training.Tests;

public sealed class KeptMemoryTests
{
    const int PageSize = 4096;
    const int Pages = 10_000; // 40 MB: glibc would map them each time

    [Fact]
    public void MemoryTakenAgain_DoesNotComeFromTheKernel()
    {
        using var memory = new KeptMemory();
        if (OperatingSystem.IsLinux()) // elsewhere it does nothing: there is no glibc
        {
            FaultsOfTaking();

            Assert.InRange(FaultsOfTaking(), 0, Pages / 10);
        }
    }

    /// <summary>Pages that the kernel had to clear for this thread while it took memory, wrote to all of it and freed it.</summary>
    static long FaultsOfTaking()
    {
        var before = Faults();
        var memory = Marshal.AllocHGlobal(Pages * PageSize);
        for (var page = 0; page < Pages; page++)
        {
            Marshal.WriteByte(memory, page * PageSize, 1);
        }

        Marshal.FreeHGlobal(memory);
        return Faults() - before;
    }

    /// <summary>minflt of proc(5).</summary>
    static long Faults() =>
        long.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[7], CultureInfo.InvariantCulture);
}
