using System.Globalization;
using PConv.MLNet.Core;
using TorchSharp.Modules;

namespace PConv.MLNet.Training;

/// <summary>
/// A folder <c>step-000500</c> with all that is needed to go on: weights.pconvw, the weights to use; optimizer.bin; options.json; and, where
/// the weights are an average, current.pconvw with those that learn; where there is a discriminator, discriminator.bin with its weights and optimizer.
/// It is written under another name, forced to disk and renamed, so that a folder of that name is always whole.
/// </summary>
/// <remarks>There is no random state to keep: batches depend on the seed and the step, and only the first weights are drawn from Torch's generator.</remarks>
public sealed class Checkpoint
{
    const string Weights = "weights.pconvw";
    const string CurrentWeights = "current.pconvw";
    const string Optimizer = "optimizer.bin";
    const string Discriminator = "discriminator.bin";
    const string Options = "options.json";
    const string Prefix = "step-";
    const string Unfinished = ".tmp";
    const int Kept = 3;

    readonly string folder;

    Checkpoint(string folder, int step) => (this.folder, Step) = (folder, step);

    /// <summary>Steps done.</summary>
    public int Step { get; }

    /// <summary>The weights file, as <c>pconv-train export --checkpoint</c> reads it.</summary>
    public string WeightsFile => Path.Combine(folder, Weights);

    /// <summary>The latest checkpoint below a folder, or null.</summary>
    public static Checkpoint? Latest(string directory) => All(directory).LastOrDefault();

    /// <summary>Removes what writing or removing a checkpoint left behind when the process was killed.</summary>
    internal static void RemoveRemains(string directory)
    {
        foreach (var remains in Directory.Exists(directory) ? Directory.GetDirectories(directory, $"{Prefix}*{Unfinished}") : [])
        {
            Directory.Delete(remains, recursive: true);
        }
    }

    /// <summary>Saves all state after a step and removes all but the last three checkpoints. One of that step, which has the same state, stays as it is.</summary>
    /// <exception cref="InvalidOperationException">A weight is not finite: going on from there would be of no use.</exception>
    internal static Checkpoint Save(string directory, int step, PartialConvUNet network, OptimizerHelper optimizer, TrainingOptions options, WeightAverage? average = null,
        Adversary? adversary = null)
    {
        var folder = Path.Combine(directory, $"{Prefix}{step:D6}");
        if (Directory.Exists(folder))
        {
            return new(folder, step);
        }

        var temporary = folder + Unfinished;
        Directory.CreateDirectory(temporary);
        FiniteWeights(network, step).Save(Path.Combine(temporary, average is null ? Weights : CurrentWeights));
        average?.Network.ToWeights().Save(Path.Combine(temporary, Weights));
        using (var writer = new BinaryWriter(File.Create(Path.Combine(temporary, Optimizer))))
        {
            optimizer.save_state_dict(writer);
        }

        if (adversary is not null)
        {
            using var writer = new BinaryWriter(File.Create(Path.Combine(temporary, Discriminator)));
            adversary.Save(writer);
        }

        File.WriteAllText(Path.Combine(temporary, Options), options.ToJson());
        foreach (var file in Directory.EnumerateFiles(temporary))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle); // or a power cut could leave the new name with old or no content
        }

        Directory.Move(temporary, folder);
        foreach (var old in All(directory).SkipLast(Kept))
        {
            Directory.Move(old.folder, old.folder + Unfinished); // never half a checkpoint under its name
            Directory.Delete(old.folder + Unfinished, recursive: true);
        }

        return new(folder, step);
    }

    /// <summary>Refuses to go on with options that change what is learned, unless they accept it; then tells of each.</summary>
    /// <exception cref="ArgumentException">An option differs; the message names it.</exception>
    internal void EnsureMadeWith(TrainingOptions options, Action<string> report)
    {
        var differences = OptionsDifference.Between(TrainingOptions.FromJson(File.ReadAllText(Path.Combine(folder, Options))), options).ToArray();
        if (differences.Length > 0 && !options.AcceptOtherOptions)
        {
            throw new ArgumentException(
                $"The checkpoint '{folder}' was made with other options: {string.Join("; ", differences)}. " +
                "Take its options.json, choose an empty folder, or set AcceptOtherOptions to go on with the new ones.");
        }

        foreach (var difference in differences)
        {
            report($"Goes on with another option: {difference}.");
        }
    }

    /// <summary>Puts the saved state into a network, its optimiser and its average.</summary>
    internal void Restore(PartialConvUNet network, OptimizerHelper optimizer, WeightAverage? average = null)
    {
        var current = Path.Combine(folder, CurrentWeights);
        network.Load(NetworkWeights.Load(File.Exists(current) ? current : WeightsFile));
        average?.Network.Load(NetworkWeights.Load(WeightsFile));
        Read(Path.Combine(folder, Optimizer), optimizer.load_state_dict);
    }

    /// <summary>Puts the saved state into a discriminator; one that the checkpoint does not have stays as it is, and that is reported.</summary>
    internal void Restore(Adversary? adversary, Action<string> report)
    {
        var state = Path.Combine(folder, Discriminator);
        if (adversary is not null && File.Exists(state))
        {
            Read(state, adversary.Load);
        }
        else if (adversary is not null)
        {
            report($"The checkpoint '{folder}' has no discriminator: it starts anew.");
        }
    }

    static void Read(string state, Action<BinaryReader> load)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(state));
            load(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"'{state}' is damaged or of another network. Remove its folder to go on from the checkpoint before.", e);
        }
    }

    static NetworkWeights FiniteWeights(PartialConvUNet network, int step)
    {
        var weights = network.ToWeights();
        return NetworkWeights.Expected(weights.Spec).FirstOrDefault(e => !Array.TrueForAll(weights[e.Name].Values, float.IsFinite)).Name is { } name
            ? throw new InvalidOperationException(
                $"'{name}' is not finite after step {step}. Resume from the last checkpoint with AcceptOtherOptions and a lower LearningRate or a GradientClip.")
            : weights;
    }

    static IEnumerable<Checkpoint> All(string directory) => !Directory.Exists(directory)
        ? []
        : from folder in Directory.EnumerateDirectories(directory, Prefix + "*")
          let name = Path.GetFileName(folder)
          where int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
          orderby int.Parse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture)
          select new Checkpoint(folder, int.Parse(name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
}
