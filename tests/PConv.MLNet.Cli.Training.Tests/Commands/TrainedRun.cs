using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary>Three steps of training on five tiny images, done once for all tests that need them.</summary>
public sealed class TrainedRun : IDisposable
{
    const string Config = """{ "steps": 3, "batchSize": 2, "size": 16, "reportEvery": 1, "threads": 1 }""";
    readonly TemporaryFolder folder = new();

    public TrainedRun()
    {
        Directory.CreateDirectory(this["photos"]);
        for (var i = 0; i < 5; i++)
        {
            PngFile.Write(this[$"photos/{i}.png"], Samples.Image(24, 20, i));
        }

        File.WriteAllText(this["config.json"], Config);
        Outcome = Train("run");
    }

    /// <summary>How the training ended whose results lie in <c>run</c>.</summary>
    internal Outcome Outcome { get; }

    public string this[string file] => folder[file];

    /// <summary>Trains into a folder with the configuration and the small network.</summary>
    internal Outcome Train(string output, params string[] more) => Tool.Run(Arguments(output, more));

    /// <summary>What <see cref="Train"/> is called with; images may be given anew.</summary>
    internal string[] Arguments(string output, params string[] more) =>
        ["train", .. more.Contains("--images") ? (string[])[]
            : ["--images", this["photos"]], "--output", this[output], "--config", this["config.json"], "--width", "4", "--levels", "2",
            .. more];

    /// <summary>A copy of the run's folder to go on with.</summary>
    internal void CopyRunTo(string name)
    {
        foreach (var file in ImageFiles.Below(this["run"]))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(this[$"{name}/{file}"])!);
            File.Copy(this[$"run/{file}"], this[$"{name}/{file}"]);
        }
    }

    public void Dispose() => folder.Dispose();
}
