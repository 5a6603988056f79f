using PConv.MLNet.Files;

namespace PConv.MLNet.Networks;

/// <summary>A named array of a network: 32-bit floats in row-major order.</summary>
/// <param name="Shape">Sizes, outermost first; convolutions are [out, in, height, width].</param>
/// <param name="Values">Values in the number the shape implies.</param>
public sealed record WeightTensor(IReadOnlyList<int> Shape, float[] Values);

/// <summary>A network's specification and all its weights, shared by training, export and scoring.</summary>
/// <remarks>
/// Tensor names are <c>PConv1.weight</c>, <c>PConv1.bias</c> and, with batch normalization, <c>PConv2.bn.weight</c>, <c>.bn.bias</c>,
/// <c>.bn.running_mean</c>, <c>.bn.running_var</c>.
/// </remarks>
public sealed class NetworkWeights
{
    readonly IReadOnlyDictionary<string, WeightTensor> tensors;

    /// <summary>Creates the weights from tensors, which must match the specification exactly.</summary>
    /// <exception cref="ArgumentException">A tensor is missing, unknown or has the wrong shape; the message names it.</exception>
    public NetworkWeights(UNetSpec spec, IReadOnlyDictionary<string, WeightTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(tensors);
        (Spec, this.tensors) = (spec, tensors);
        foreach (var (name, shape) in Expected(spec))
        {
            if (!tensors.TryGetValue(name, out var tensor))
            {
                throw new ArgumentException($"The weights lack '{name}', which the network's specification asks for.");
            }

            if (!tensor.Shape.SequenceEqual(shape) || tensor.Values.Length != shape.Aggregate(1, (a, b) => a * b))
            {
                throw new ArgumentException(
                    $"'{name}' is [{string.Join(", ", tensor.Shape)}] with {tensor.Values.Length} values, expected " +
                    $"[{string.Join(", ", shape)}].");
            }
        }

        var known = Expected(spec).Select(e => e.Name).ToHashSet();
        if (tensors.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"The weights hold '{unknown}', which the network's specification does not know.");
        }
    }

    /// <summary>The network that the weights belong to.</summary>
    public UNetSpec Spec { get; }

    /// <summary>Number of trained values, excluding batch normalization's running statistics.</summary>
    public long ParameterCount =>
        tensors.Where(t => !t.Key.Contains(".running_", StringComparison.Ordinal)).Sum(t => (long)t.Value.Values.Length);

    /// <summary>The same weights for a network with or without refinement, which has no weights of its own.</summary>
    public NetworkWeights WithRefinement(FillRefinement refinement) => new(Spec with { Refinement = refinement }, tensors);

    /// <summary>The same weights for a network whose initial fill the caller computes; it has no weights of its own.</summary>
    internal NetworkWeights WithGivenFill() => new(Spec with { Prior = InitialFill.Given }, tensors);

    /// <summary>Gets a tensor by name.</summary>
    public WeightTensor this[string name] => tensors[name];

    /// <summary>Names and shapes of all tensors of a network, in file order.</summary>
    public static IEnumerable<(string Name, int[] Shape)> Expected(UNetSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        foreach (var layer in spec.Layers())
        {
            var (row, channels) = (layer.Spec, layer.Spec.OutChannels);
            yield return ($"{row.Name}.weight", [channels, layer.InChannels, row.Kernel, row.Kernel]);
            if (!row.BatchNorm)
            {
                yield return ($"{row.Name}.bias", [channels]);
                continue;
            }

            foreach (var part in new[] { "weight", "bias", "running_mean", "running_var" })
            {
                yield return ($"{row.Name}.bn.{part}", [channels]);
            }
        }
    }

    /// <summary>Writes the file under a temporary name, then renames it.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => WeightsFile.Write(this, stream));

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is no weights file, has a newer version or is damaged.</exception>
    public static NetworkWeights Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream, path);
    }

    /// <summary>Reads weights from a stream.</summary>
    /// <param name="stream">The stream, positioned at the file's first byte.</param>
    /// <param name="name">Name used in error messages.</param>
    public static NetworkWeights Load(Stream stream, string name) => WeightsFile.Read(stream, name);
}
