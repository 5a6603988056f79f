using System.Diagnostics;
using System.Globalization;

namespace PConv.MLNet.Benchmarks;

/// <summary>reference_training.py in a process of its own, which makes one step for each line it is sent.</summary>
sealed class ReferenceProcess : IDisposable
{
    public ReferenceProcess(params int[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "reference_training.py");
        Process = Process.Start(new ProcessStartInfo(Python, [script, .. arguments.Select(a => a.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Version = Answer();
    }

    /// <summary>Python, which waits between steps.</summary>
    public Process Process { get; }

    /// <summary>Of its torch.</summary>
    public string Version { get; }

    public void Step()
    {
        Process.StandardInput.WriteLine("step");
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

    /// <summary>PYTHON if it is set; else the first python3 that has torch, of those in PATH and Debian's.</summary>
    static string Python => Environment.GetEnvironmentVariable("PYTHON") ?? new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(HasTorch)
        ?? throw new InvalidOperationException("No python3 here has torch: install Debian's python3-torch, or name one with PYTHON.");

    static bool HasTorch(string python)
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(python, ["-c", "import torch"]) { RedirectStandardError = true })!;
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
