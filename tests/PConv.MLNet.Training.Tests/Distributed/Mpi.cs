using System.Diagnostics;
using System.Globalization;

namespace PConv.MLNet.Testing;

/// <summary>Runs a program as ranks under Open MPI's <c>mpirun</c> (Debian: openmpi-bin).</summary>
/// <param name="assembly">The program's DLL.</param>
/// <param name="first">Its first arguments.</param>
sealed class Mpi(string assembly, params string[] first)
{
    static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs the program on so many ranks and waits for its end.</summary>
    public RanksOutcome Run(int ranks, params string[] arguments)
    {
        using var process = Start(ranks, arguments);
        return End(process);
    }

    /// <summary>Starts the program on so many ranks.</summary>
    public Process Start(int ranks, params string[] arguments) => Start("mpirun",
        ["--oversubscribe", "--allow-run-as-root", "--bind-to", "none", "-n", ranks.ToString(CultureInfo.InvariantCulture), Dotnet,
            assembly, .. first, .. arguments]);

    /// <summary>Runs the program without mpirun, with an environment variable.</summary>
    public RanksOutcome RunAlone((string Name, string Value) variable, params string[] arguments)
    {
        using var process = Start(Dotnet, [assembly, .. first, .. arguments], variable);
        return End(process);
    }

    /// <summary>Waits for the end of what <see cref="Start(int, string[])"/> started.</summary>
    public static RanksOutcome End(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"mpirun does not end. It wrote: {error.GetAwaiter().GetResult()}");
        }

        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    static Process Start(string program, string[] arguments, (string Name, string Value)? variable = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        start.Environment["TERM"] = "dumb"; // mpirun gives its ranks a terminal, to which .NET would send control sequences
        if (variable is { } v)
        {
            start.Environment[v.Name] = v.Value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>How ranks ended: mpirun's exit code and what all of them wrote.</summary>
sealed record RanksOutcome(int Code, string Output, string Error)
{
    /// <summary>What the ranks wrote to standard output, each line by itself, in alphabetical order.</summary>
    public string[] Lines =>
        [.. Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("rank ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>The lines of a run that ended well.</summary>
    public string[] Succeeds()
    {
        Assert.True(Code == 0, $"Exit code {Code}: {Error}");
        return Lines;
    }
}
