using System.Diagnostics;
using System.Reflection;

namespace PConv.MLNet.Cli.Tests;

/// <summary>The built tool, started as a user starts it.</summary>
static class Tool
{
    /// <summary>The tool's name, which the test project gives.</summary>
    static readonly string Name = typeof(Tool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "Tool").Value!;

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, $"{Name}.dll");

    /// <summary>Runs the tool with arguments and waits for its end.</summary>
    public static Outcome Run(params string[] arguments) => Run(arguments, []);

    /// <summary>Runs the tool with some environment variables set, or removed where the value is null.</summary>
    public static Outcome Run(string[] arguments, Dictionary<string, string?> environment) => Run(arguments, environment, _ => { });

    /// <summary>Runs the tool, does something with the process while it works, and waits for its end.</summary>
    public static Outcome Run(string[] arguments, Dictionary<string, string?> environment, Action<Process> meanwhile)
    {
        var start = Interruptible(Start(arguments));
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Run(start, meanwhile);
    }

    /// <summary>How the tool is started.</summary>
    public static ProcessStartInfo Start(params string[] arguments) =>
        new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Assembly, .. arguments]);

    /// <summary>The same program, which Ctrl-C reaches even where the tests run in a shell's background: shells let those ignore it, and
    /// all their children.</summary>
    public static ProcessStartInfo Interruptible(ProcessStartInfo start) =>
        OperatingSystem.IsLinux() ? new("env", ["--default-signal=INT", start.FileName, .. start.ArgumentList]) : start;

    /// <summary>Runs a program and waits for its end.</summary>
    public static Outcome Run(ProcessStartInfo start, Action<Process> meanwhile)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        meanwhile(process);
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            Assert.Fail($"{start.FileName} {string.Join(' ', start.ArgumentList)} does not end.");
        }

        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}

/// <summary>How a run of the tool ended.</summary>
sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>The run ended well and printed results alone.</summary>
    public Outcome Succeeds()
    {
        Assert.Equal((0, ""), (Code, Error));
        return this;
    }

    /// <summary>Exit code 2, a sentence on standard error, nothing on standard output.</summary>
    public void IsWrongUse(string sentence) => Ends(2, sentence);

    /// <summary>Exit code 1, a sentence on standard error, nothing on standard output.</summary>
    public void Fails(string sentence) => Ends(1, sentence);

    void Ends(int code, string sentence)
    {
        Assert.Contains(sentence, Error);
        Assert.Equal((code, ""), (Code, Output));
        Assert.DoesNotContain("   at ", Error); // no stack trace
    }
}
