using System.Diagnostics;

namespace PConv.MLNet.Tests;

/// <summary>Runs one of the jobs in <see cref="Program"/> in a process of its own, where nothing has been loaded or registered.</summary>
static class FreshProcess
{
    /// <summary>Waits for a job and gives what it printed.</summary>
    public static string Run(params string[] arguments)
    {
        var assembly = typeof(FreshProcess).Assembly.Location;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill();
            Assert.Fail($"{string.Join(' ', arguments)} does not end.");
        }

        Assert.Equal((0, ""), (process.ExitCode, error.GetAwaiter().GetResult()));
        return output.GetAwaiter().GetResult().Trim();
    }
}
