using System.Diagnostics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Benchmarks;

/// <summary>scikit-image's <c>inpaint_biharmonic</c>, in a Python process of its own. Images of one size pass through files.</summary>
sealed class ScikitImageFill : IPeerFill
{
    static readonly Lazy<(string Python, string Version)> Found = new(Find);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pconv-classical-");
    readonly ImageSize size;
    bool isSaved;

    public ScikitImageFill(RgbImage[] images, Mask[] masks)
    {
        size = images[0].Size;
        for (var i = 0; i < images.Length; i++)
        {
            File.WriteAllBytes(Name(i, "rgb"), images[i].Pixels);
            File.WriteAllBytes(Name(i, "hole"), Array.ConvertAll(masks[i].Valid.ToArray(), v => (byte)(1 - v)));
        }

        var script = Path.Combine(AppContext.BaseDirectory, "reference_inpainting.py");
        Process = Process.Start(new ProcessStartInfo(Found.Value.Python, [script, folder.FullName, $"{size.Width}", $"{size.Height}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Answer(); // it has read them
    }

    /// <summary>Name and version.</summary>
    /// <exception cref="InvalidOperationException">There is no Python with scikit-image; the message says what to install.</exception>
    public static string Version => $"scikit-image {Found.Value.Version}";

    /// <summary>Python, which waits between lines.</summary>
    public Process Process { get; }

    public void Run()
    {
        Ask("fill");
        isSaved = false;
    }

    public RgbImage Filled(int index)
    {
        if (!isSaved)
        {
            Ask("save");
            isSaved = true;
        }

        return new(size.Width, size.Height, File.ReadAllBytes(Name(index, "filled")));
    }

    public void Dispose()
    {
        Process.StandardInput.Close();
        Process.WaitForExit();
        Process.Dispose();
        folder.Delete(recursive: true);
    }

    string Name(int index, string extension) => Path.Combine(folder.FullName, $"{index:D3}.{extension}");

    void Ask(string line)
    {
        Process.StandardInput.WriteLine(line);
        Process.StandardInput.Flush();
        Answer();
    }

    void Answer()
    {
        if (Process.StandardOutput.ReadLine() is null)
        {
            throw new InvalidOperationException("The Python process with scikit-image ended early; its message is above.");
        }
    }

    /// <summary>PYTHON if it is set; else the first python3 that has scikit-image, of those in PATH and Debian's.</summary>
    static (string Python, string Version) Find()
    {
        string[] candidates = Environment.GetEnvironmentVariable("PYTHON") is { } named ? [named] : ["python3", "/usr/bin/python3"];
        foreach (var python in candidates)
        {
            try
            {
                using var trial = Process.Start(new ProcessStartInfo(python, ["-c", "import skimage; print(skimage.__version__)"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                if (trial.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } version)
                {
                    return (python, version);
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program: try the next one.
            }
        }

        throw new InvalidOperationException(
            $"None of {string.Join(", ", candidates)} has scikit-image: install Debian's python3-skimage, " +
            "or name a Python that has it with the environment variable PYTHON.");
    }
}
