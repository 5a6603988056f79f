using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Training.Onnx;
using ProtoBuf;
using static PConv.MLNet.Training.FeatureLayerKind;

namespace PConv.MLNet.Training;

/// <summary>
/// Reads a feature network from an ONNX file. The graph must be one chain of Conv, BatchNormalization, Relu, MaxPool, AveragePool and
/// residual blocks (two branches that end in one Add; the shorter is a Conv or empty). Its input is an image in [0, 1], which Sub, Add, Div
/// or Mul with constants may normalize first. Every output of the graph is a tap.
/// </summary>
sealed class OnnxFeatures
{
    readonly string path;
    readonly Dictionary<string, TensorProto> constants = [];
    readonly Dictionary<string, WeightTensor> weights = [];
    readonly List<FeatureLayer> layers = [];
    ILookup<string, NodeProto> readers = Array.Empty<NodeProto>().ToLookup(_ => "");
    readonly float[] mean = [0, 0, 0]; // the normalization (x − mean) / deviation, initially the identity
    readonly float[] deviation = [1, 1, 1];

    OnnxFeatures(string path) => this.path = path;

    /// <exception cref="InvalidDataException">The file is damaged, or its graph is not such a chain. The message names the
    /// operator.</exception>
    public static (FeatureNetworkSpec Spec, IReadOnlyDictionary<string, WeightTensor> Weights) Read(string path) => Read(path, taps: null);

    /// <summary>Reads the network with taps at the given values; null for the outputs of the graph.</summary>
    internal static (FeatureNetworkSpec Spec, IReadOnlyDictionary<string, WeightTensor> Weights) Read(string path,
        IReadOnlyList<string>? taps)
    {
        var reader = new OnnxFeatures(path);
        try
        {
            reader.Walk(reader.Parse(), taps);
            return (new(Path.GetFileNameWithoutExtension(path), reader.mean, reader.deviation, reader.layers), reader.weights);
        }
        catch (NotSupportedException e)
        {
            throw new InvalidDataException($"'{path}' cannot be a feature network: {e.Message}.", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e);
        }
    }

    GraphProto Parse()
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Serializer.Deserialize<ModelProto>(stream).Graph ?? throw new InvalidDataException("it has no graph");
        }
        catch (Exception e) when (e is ProtoException or EndOfStreamException or InvalidDataException or OverflowException
            or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX file, or is damaged: {e.Message.TrimEnd('.')}. Export it again.", e);
        }
    }

    void Walk(GraphProto graph, IReadOnlyList<string>? tapped)
    {
        foreach (var tensor in graph.Initializer)
        {
            constants[tensor.Name!] = tensor;
        }

        foreach (var node in graph.Node.Where(node => node.OpType == "Constant"))
        {
            constants[node.Output[0]] = node.TensorOf("value");
        }

        var inputs = graph.Input.Select(input => input.Name!).Where(name => !constants.ContainsKey(name)).ToArray();
        var current = inputs.Length == 1 ? inputs[0]
            : throw new NotSupportedException($"it has {inputs.Length} inputs, expected one image");
        readers = graph.Node.Where(node => node.OpType != "Constant")
            .SelectMany(node => Read(node).Distinct(), (node, input) => (node, input)).ToLookup(r => r.input, r => r.node);
        var taps = (tapped ?? [.. graph.Output.Select(output => output.Name!)]).ToHashSet();
        while (taps.Count > 0)
        {
            current = readers[current].ToArray() switch
            {
                [var next] => Append(next),
                [var one, var other] => AppendBlock(one, other),
                var several =>
                    throw new NotSupportedException(
                        $"'{current}' is read by {several.Length} operators before '{taps.First()}'; only one chain with residual blocks " +
                        $"can be read"),
            };
            if (taps.Remove(current))
            {
                layers[^1] = layers is [.., var last] ? last with { IsTap = true }
                    : throw new NotSupportedException($"its output '{current}' has no layer before it");
            }
        }
    }

    /// <summary>Returns the inputs of a node that are not constants.</summary>
    IEnumerable<string> Read(NodeProto node) => node.Input.Where(input => input.Length > 0 && !constants.ContainsKey(input));

    /// <summary>Appends a residual block: two branches from one value to an Add, of which the shorter is a convolution or empty. Returns
    /// the name of the output.</summary>
    string AppendBlock(NodeProto one, NodeProto other)
    {
        var (body, shortcut) = (WayToAdd(one), WayToAdd(other));
        if (body.Add != shortcut.Add)
        {
            throw new NotSupportedException($"the branches {one.OpType} and {other.OpType} do not end in one Add");
        }

        (body, shortcut) = body.Nodes.Count >= shortcut.Nodes.Count ? (body, shortcut) : (shortcut, body);
        layers.Add(new() { Kind = Branch });
        foreach (var node in body.Nodes)
        {
            Append(node);
        }

        layers.Add(Shortcut(shortcut.Nodes));
        return body.Add.Output[0];
    }

    (List<NodeProto> Nodes, NodeProto Add) WayToAdd(NodeProto node)
    {
        var nodes = new List<NodeProto>();
        while (node.OpType != "Add" || Read(node).Count() != 2)
        {
            nodes.Add(node);
            node = readers[node.Output[0]].ToArray() is [var next] ? next
                : throw new NotSupportedException($"{node.OpType} inside a residual block is not read by one operator alone");
        }

        return (nodes, node);
    }

    FeatureLayer Shortcut(List<NodeProto> nodes)
    {
        if (nodes.Count == 0)
        {
            return new() { Kind = FeatureLayerKind.Add };
        }

        if (nodes.Count > 2 || nodes[0].OpType != "Conv" || nodes.Skip(1).Any(node => node.OpType != "BatchNormalization"))
        {
            throw new NotSupportedException(
                $"a shortcut of {string.Join(", ", nodes.Select(node => node.OpType))} is not known here, expected Conv and " +
                $"BatchNormalization");
        }

        var layer = Convolution(nodes[0]);
        foreach (var node in nodes.Skip(1))
        {
            Fold(node, layer);
        }

        return layer with { Kind = FeatureLayerKind.Add };
    }

    /// <summary>Appends the layer of a node, and returns the name of its output.</summary>
    string Append(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Conv":
                layers.Add(Convolution(node));
                break;
            case "BatchNormalization" when layers is [.., { Kind: Conv, IsTap: false }]:
                Fold(node, layers[^1]);
                break;
            case "Relu":
                layers.Add(new() { Kind = ReLU });
                break;
            case "MaxPool":
                layers.Add(node.Window(node.Ints("kernel_shape")) with { Kind = MaxPool });
                break;
            case "AveragePool":
                layers.Add(node.Window(node.Ints("kernel_shape")) with { Kind = AveragePool });
                break;
            case "Sub" or "Add" or "Div" or "Mul" when layers.Count == 0:
                Normalize(node);
                break;
            default:
                throw new NotSupportedException(
                    $"operator {node.OpType} after {layers.Count} layers is not known here, expected Conv, Relu, MaxPool or AveragePool, " +
                    $"BatchNormalization after Conv, and Sub, Add, Div or Mul before all others");
        }

        return node.Output[0];
    }

    FeatureLayer Convolution(NodeProto node)
    {
        var (name, weight) = ($"conv{layers.Count}", Constant(node, 1));
        if (weight.Shape.Count != 4 || node.Int("group", 1) != 1)
        {
            throw new NotSupportedException(
                $"a Conv has weights [{string.Join(", ", weight.Shape)}] in {node.Int("group", 1)} groups, " +
                $"expected [out, in, k, k] in one");
        }

        weights[$"{name}.weight"] = weight;
        weights[$"{name}.bias"] = node.Input.Count > 2 ? Constant(node, 2) : new([weight.Shape[0]], new float[weight.Shape[0]]);
        return node.Window([weight.Shape[2], weight.Shape[3]]) with { Kind = Conv, Name = name, Channels = weight.Shape[0] };
    }

    /// <summary>Folds a batch normalization γ (x − μ) / √(σ² + ε) + β into the convolution before it.</summary>
    void Fold(NodeProto node, FeatureLayer layer)
    {
        var (weight, bias) = (weights[$"{layer.Name}.weight"].Values, weights[$"{layer.Name}.bias"].Values);
        var (gamma, beta, mu, variance) = (PerChannel(1), PerChannel(2), PerChannel(3), PerChannel(4));
        for (var i = 0; i < weight.Length; i++)
        {
            weight[i] *= Scale(i / (weight.Length / layer.Channels));
        }

        for (var c = 0; c < layer.Channels; c++)
        {
            bias[c] = (bias[c] - mu[c]) * Scale(c) + beta[c];
        }

        float Scale(int c) => gamma[c] / MathF.Sqrt(variance[c] + node.Float("epsilon", 1e-5f)); // ONNX's default

        float[] PerChannel(int input) => Constant(node, input).Values is var values && values.Length == layer.Channels
            ? values
            : throw new NotSupportedException(
                $"a BatchNormalization has {values.Length} values where the convolution has {layer.Channels} channels");
    }

    void Normalize(NodeProto node)
    {
        var values = Constant(node, 1).Values;
        if (values.Length is not (1 or RgbImage.Channels))
        {
            throw new NotSupportedException($"{node.OpType} has {values.Length} values, expected one or one a channel");
        }

        for (var c = 0; c < mean.Length; c++)
        {
            var value = values[c % values.Length];
            (mean[c], deviation[c]) = node.OpType switch
            {
                "Sub" => (mean[c] + value * deviation[c], deviation[c]),
                "Add" => (mean[c] - value * deviation[c], deviation[c]),
                "Div" => (mean[c], deviation[c] * value),
                _ => (mean[c], deviation[c] / value),
            };
        }
    }

    WeightTensor Constant(NodeProto node, int input) => input < node.Input.Count && constants.TryGetValue(node.Input[input], out var tensor)
        ? tensor.ToWeights()
        : throw new NotSupportedException($"input {input} of {node.OpType} is not a constant in the file");
}
