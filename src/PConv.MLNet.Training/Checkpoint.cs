using System.Globalization;
using System.Security.Cryptography;
using PConv.MLNet.Networks;
using TorchSharp.Modules;

namespace PConv.MLNet.Training;

/// <summary>
/// A folder such as <c>step-000500</c> with everything needed to resume training: weights.pconvw, the weights to use; current.pconvw, the
/// weights being trained, if the weights to use are their average; optimizer.bin; options.json; and
/// checksums.sha256 of these files, in the format of <c>sha256sum -c</c>.
/// It is written under a temporary name, flushed to disk and renamed, so a folder with the final name is always complete.
/// </summary>
/// <remarks>No random state is saved: batches depend only on the seed and the step, and only initial weights are drawn from Torch's
/// generator.</remarks>
sealed class Checkpoint
{
    const string Weights = "weights.pconvw";
    const string CurrentWeights = "current.pconvw";
    const string Optimizer = "optimizer.bin";
    const string Options = "options.json";
    const string Checksums = "checksums.sha256";
    const string Prefix = "step-";
    const string Unfinished = ".tmp";
    const int Kept = 3;

    readonly string folder;

    Checkpoint(string folder, int step) => (this.folder, Step) = (folder, step);

    /// <summary>Number of completed steps.</summary>
    public int Step { get; }

    /// <summary>Path of the weights file, which <c>pconv-train export --checkpoint</c> accepts.</summary>
    public string WeightsFile => Path.Combine(folder, Weights);

    /// <summary>Returns the latest checkpoint in a folder, or null if there is none.</summary>
    public static Checkpoint? Latest(string directory) => All(directory).LastOrDefault();

    /// <summary>Removes incomplete folders that remain if the process was killed while it wrote or removed a checkpoint.</summary>
    internal static void RemoveRemains(string directory)
    {
        foreach (var remains in Directory.Exists(directory) ? Directory.GetDirectories(directory, $"{Prefix}*{Unfinished}") : [])
        {
            Directory.Delete(remains, recursive: true);
        }
    }

    /// <summary>Saves the state after a step and removes all but the last three checkpoints. An existing checkpoint of the same step has
    /// the same state and is kept.</summary>
    /// <exception cref="InvalidOperationException">A weight is not finite.</exception>
    internal static Checkpoint Save(string directory, int step, PartialConvUNet network, OptimizerHelper optimizer, TrainingOptions options,
        WeightAverage? average = null)
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

        File.WriteAllText(Path.Combine(temporary, Options), options.ToJson());
        File.WriteAllLines(Path.Combine(temporary, Checksums),
            [.. Directory.EnumerateFiles(temporary).Order(StringComparer.Ordinal)
                .Select(file => $"{Sha256(file)}  {Path.GetFileName(file)}")]);
        foreach (var file in Directory.EnumerateFiles(temporary))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle); // otherwise a power failure could leave renamed files without their content
        }

        Directory.Move(temporary, folder);
        foreach (var old in All(directory).SkipLast(Kept))
        {
            Directory.Move(old.folder, old.folder + Unfinished); // an interrupted delete must not leave half a checkpoint
            Directory.Delete(old.folder + Unfinished, recursive: true);
        }

        return new(folder, step);
    }

    /// <summary>Loads the weights to use: the average if there is one, otherwise the trained weights.</summary>
    /// <exception cref="InvalidDataException">The file is missing or damaged. The message names the folder to remove.</exception>
    public NetworkWeights LoadWeights() => Load(Weights, NetworkWeights.Load);

    /// <summary>Checks all files against their checksums. Checkpoints of older versions without checksums are not checked.</summary>
    /// <exception cref="InvalidDataException">A file is missing or damaged. The message names the folder to remove.</exception>
    internal void EnsureWhole()
    {
        var list = Path.Combine(folder, Checksums);
        if (!File.Exists(list))
        {
            return;
        }

        var lines = File.ReadAllLines(list);
        if (lines.Length == 0 || Array.Find(lines, line => line.Length <= 66 || line[64..66] != "  ") is not null)
        {
            throw Damaged(Checksums, "is damaged");
        }

        foreach (var (sum, part) in lines.Select(line => (line[..64], Path.GetFileName(line[66..]))))
        {
            if (Load(part, Sha256) != sum)
            {
                throw Damaged(part, new FileInfo(Path.Combine(folder, part)).Length == 0 ? "is empty" : "is damaged");
            }
        }
    }

    /// <summary>Rejects options that differ from the checkpoint's in a way that changes the result, or reports each difference if
    /// <see cref="TrainingOptions.AcceptOtherOptions"/> is set.</summary>
    /// <exception cref="ArgumentException">An option differs. The message names it.</exception>
    internal void EnsureMadeWith(TrainingOptions options, Action<string> report)
    {
        var differences = OptionsDifference.Between(Load(Options, path => TrainingOptions.FromJson(File.ReadAllText(path))), options)
            .ToArray();
        if (differences.Length > 0 && !options.AcceptOtherOptions)
        {
            throw new ArgumentException(
                $"The checkpoint '{folder}' was made with other options: {string.Join("; ", differences)}. " +
                "Take its options.json, choose an empty folder, or set AcceptOtherOptions to go on with the new ones.");
        }

        foreach (var difference in differences)
        {
            report($"Continues with a changed option: {difference}.");
        }
    }

    /// <summary>Loads the saved state into a network, its optimizer and its average.</summary>
    internal void Restore(PartialConvUNet network, OptimizerHelper optimizer, WeightAverage? average = null)
    {
        network.Load(Load(File.Exists(Path.Combine(folder, CurrentWeights)) ? CurrentWeights : Weights, NetworkWeights.Load));
        average?.Network.Load(LoadWeights());
        Load(Optimizer, optimizer.load_state_dict);
    }

    void Load(string part, Action<BinaryReader> read) => Load(part, path =>
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        read(reader);
        return true;
    });

    /// <summary>Reads a file of the checkpoint. Any failure becomes an exception that names the file and the folder to remove.</summary>
    T Load<T>(string part, Func<string, T> read)
    {
        var file = new FileInfo(Path.Combine(folder, part));
        if (!file.Exists || file.Length == 0)
        {
            throw Damaged(part, file.Exists ? "is empty" : "is missing");
        }

        try
        {
            return read(file.FullName);
        }
        // a damaged file can make the reader throw an exception of any type
        catch (Exception e) when (e is not (UnauthorizedAccessException or OutOfMemoryException))
        {
            throw Damaged(part, part is Optimizer ? "is damaged or of another network" : "is damaged", e);
        }
    }

    InvalidDataException Damaged(string part, string what, Exception? inner = null)
    {
        var before = All(Path.GetDirectoryName(folder)!).LastOrDefault(c => c.Step < Step);
        return new(
            $"'{Path.Combine(folder, part)}' {what}. Remove the folder '{folder}' to " +
            $"{(before is null ? "start anew: there is no checkpoint before it" : $"go on from '{before.folder}'")}.", inner);
    }

    static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    static NetworkWeights FiniteWeights(PartialConvUNet network, int step)
    {
        var weights = network.ToWeights();
        return NetworkWeights.Expected(weights.Spec)
            .FirstOrDefault(e => !Array.TrueForAll(weights[e.Name].Values, float.IsFinite)).Name is { } name
            ? throw new InvalidOperationException(
                $"'{name}' is not finite after step {step}. Resume from the last checkpoint with AcceptOtherOptions and a lower " +
                $"LearningRate or a GradientClip.")
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
