using System.Diagnostics;
using System.Globalization;

namespace PConv.MLNet.Benchmarks;

/// <summary>A Python script in a process of its own, which answers each line it is sent with one.</summary>
sealed class ReferenceProcess : IDisposable
{
    /// <param name="script">Beside the benchmarks; its first line says what it measures against.</param>
    /// <param name="modules">What it imports.</param>
    /// <param name="packages">Debian's packages that have them.</param>
    /// <param name="arguments">The script's.</param>
    public ReferenceProcess(string script, string[] modules, string packages, params int[] arguments)
    {
        var path = Path.Combine(AppContext.BaseDirectory, script);
        Process = Process.Start(new ProcessStartInfo(Python(string.Join(", ", modules), packages), [path, .. arguments.Select(a => a.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Version = Answer();
    }

    /// <summary>Python, which waits between lines.</summary>
    public Process Process { get; }

    /// <summary>Of its libraries.</summary>
    public string Version { get; }

    public void Ask(string line)
    {
        Process.StandardInput.WriteLine(line);
        Process.StandardInput.Flush();
        Answer();
    }

    public void Dispose()
    {
        Process.StandardInput.Close();
        Process.WaitForExit();
        Process.Dispose();
    }

    string Answer() => Process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The reference ended early; its message is above.");

    /// <summary>PYTHON if it is set; else the first python3 that has the modules, of those in PATH and Debian's.</summary>
    static string Python(string modules, string packages) =>
        Environment.GetEnvironmentVariable("PYTHON") ?? new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python => Has(python, modules))
        ?? throw new InvalidOperationException($"No python3 here has {modules}: install Debian's {packages}, or name one with PYTHON.");

    static bool Has(string python, string modules)
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(python, ["-c", $"import {modules}"]) { RedirectStandardError = true })!;
            trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
