using System.Globalization;
using PConv.MLNet.Core;
using TorchSharp.Modules;

namespace PConv.MLNet.Training;

/// <summary>
/// A folder <c>step-000500</c> with weights.pconvw, optimizer.bin and options.json: all that is needed to go on.
/// It is written under another name and renamed, so that a folder of that name is always whole.
/// </summary>
public sealed class Checkpoint
{
    const string Weights = "weights.pconvw";
    const string Optimizer = "optimizer.bin";
    const string Options = "options.json";
    const string Prefix = "step-";
    const int Kept = 3;

    readonly string folder;

    Checkpoint(string folder, int step) => (this.folder, Step) = (folder, step);

    /// <summary>Steps done.</summary>
    public int Step { get; }

    /// <summary>The weights file, as <c>pconv export --checkpoint</c> reads it.</summary>
    public string WeightsFile => Path.Combine(folder, Weights);

    /// <summary>The latest checkpoint below a folder, or null.</summary>
    public static Checkpoint? Latest(string directory) => All(directory).LastOrDefault();

    /// <summary>Saves all state after a step and removes all but the last three checkpoints.</summary>
    internal static Checkpoint Save(string directory, int step, PartialConvUNet network, OptimizerHelper optimizer, TrainingOptions options)
    {
        var folder = Path.Combine(directory, $"{Prefix}{step:D6}");
        var temporary = folder + ".tmp";
        Directory.CreateDirectory(temporary);
        network.ToWeights().Save(Path.Combine(temporary, Weights));
        using (var writer = new BinaryWriter(File.Create(Path.Combine(temporary, Optimizer))))
        {
            optimizer.save_state_dict(writer);
        }

        File.WriteAllText(Path.Combine(temporary, Options), options.ToJson());
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(temporary, folder);
        foreach (var old in All(directory).SkipLast(Kept))
        {
            Directory.Delete(old.folder, recursive: true);
        }

        return new(folder, step);
    }

    /// <summary>Puts the saved state into a network and its optimiser.</summary>
    internal void Restore(PartialConvUNet network, OptimizerHelper optimizer)
    {
        network.Load(NetworkWeights.Load(WeightsFile));
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, Optimizer)));
        optimizer.load_state_dict(reader);
    }

    static IEnumerable<Checkpoint> All(string directory) => !Directory.Exists(directory)
        ? []
        : from folder in Directory.EnumerateDirectories(directory, Prefix + "*")
          let name = Path.GetFileName(folder)
          where int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
          orderby int.Parse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture)
          select new Checkpoint(folder, int.Parse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
}
