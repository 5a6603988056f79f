using System.Diagnostics;

namespace PConv.MLNet.Training.Tests;

/// <summary>Runs one of the jobs in <see cref="Program"/> in a process of its own.</summary>
static class OwnProcess
{
    /// <summary>Waits for a job and gives what it printed.</summary>
    public static string Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill();
            Assert.Fail($"{string.Join(' ', arguments)} does not end.");
        }

        Assert.Equal((0, ""), (process.ExitCode, error.GetAwaiter().GetResult()));
        return output.GetAwaiter().GetResult().Trim();
    }

    /// <summary>Starts a job, to be killed.</summary>
    public static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
            ?? "dotnet", [typeof(OwnProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" }, // methods that are compiled again and again would look like a leak
        })!;
}
