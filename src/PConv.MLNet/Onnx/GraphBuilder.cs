using System.Runtime.InteropServices;
using System.Text;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>Builds an ONNX graph node by node. Values are identified by name; every method returns the name of its output.</summary>
sealed class GraphBuilder(string name)
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string RuntimeDomain = "com.microsoft";

    readonly GraphProto graph = new() { Name = name };
    readonly Dictionary<string, string> constants = [];
    readonly Dictionary<float[], string> kernels = new(ReferenceEqualityComparer.Instance);

    public GraphProto Graph => graph;

    /// <summary>Adds a float input. A dimension is a number, or a name if it is dynamic.</summary>
    public string Input(string input, params object[] dimensions)
    {
        graph.Input.Add(Describe(input, dimensions));
        return input;
    }

    /// <summary>Declares a value as a float output of the graph.</summary>
    public void Output(string value, params object[] dimensions) => graph.Output.Add(Describe(value, dimensions));

    /// <summary>
    /// Declares the shape of planes that depends on the input. ONNX Runtime fuses nodes, and keeps them in its blocked layout, only if
    /// their shapes are known to be equal; and when it opens a session, it compares every value with all earlier ones of unknown shape.
    /// </summary>
    /// <param name="value">[batch, channels, H / 2^level, W / 2^level], where H and W are the full size.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="level">Number of times the size was halved.</param>
    /// <param name="batch">Name of the first dimension.</param>
    /// <param name="part">Suffix that distinguishes the size, such as <c>-1</c>.</param>
    public string Shaped(string value, long channels, int level, string batch = "N", string part = "")
    {
        graph.ValueInfo.Add(Describe(value, [batch, (int)channels, $"height/{1 << level}{part}", $"width/{1 << level}{part}"]));
        return value;
    }

    /// <summary>A float constant; small constants with equal values are stored once.</summary>
    public string Constant(ReadOnlySpan<float> values, params long[] shape) =>
        Constant(ElementType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A constant of signed bytes.</summary>
    public string Constant(ReadOnlySpan<sbyte> values, params long[] shape) =>
        Constant(ElementType.Int8, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A vector of 64-bit integers.</summary>
    public string Constant(params long[] values) =>
        Constant(ElementType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <summary>A float scalar, which broadcasts to any shape.</summary>
    public string Scalar(float value) => Constant([value]);

    /// <summary>An unsigned byte scalar.</summary>
    public string Byte(byte value) => Constant(ElementType.UInt8, [value], []);

    /// <summary>Adds a node with one output, using one of ONNX Runtime's own operators.</summary>
    /// <inheritdoc cref="Node"/>
    public string RuntimeNode(string type, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = Node(type, inputs, null, attributes);
        graph.Node[^1].Domain = RuntimeDomain;
        return output;
    }

    /// <summary>Adds a node with one output.</summary>
    /// <param name="type">Operator of opset 17.</param>
    /// <param name="inputs">Values it reads; "" for an omitted one.</param>
    /// <param name="output">Name of the output; generated if null.</param>
    /// <param name="attributes">Attribute values of type float, long, string or long[], by name.</param>
    public string Node(string type, string[] inputs, string? output = null, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output ?? $"{type}_{graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.Add(node.Name);
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        graph.Node.Add(node);
        return node.Name;
    }

    /// <summary>Adds a convolution with a layer's kernel and stride, padded by half the kernel.</summary>
    /// <param name="x">[N, inChannels, H, W]</param>
    /// <param name="weight">float [out, inChannels, k, k]</param>
    /// <param name="inChannels">Channels of <paramref name="x"/>.</param>
    /// <param name="row">Kernel, stride and output channels.</param>
    /// <param name="bias">[out]; optional.</param>
    public string Convolve(string x, float[] weight, int inChannels, LayerSpec row, string? bias = null)
    {
        var half = row.Kernel / 2;
        return Convolve(x, weight, [row.OutChannels, inChannels, row.Kernel, row.Kernel], row.Stride, [half, half, half, half], bias);
    }

    /// <summary>Adds a convolution. An array used by several convolutions is stored once.</summary>
    /// <param name="x">[N, in, H, W]</param>
    /// <param name="weight">float of <paramref name="shape"/></param>
    /// <param name="shape">[out, in, kernel height, kernel width]</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="pads">Top, left, bottom, right.</param>
    /// <param name="bias">[out]; optional.</param>
    public string Convolve(string x, float[] weight, long[] shape, long stride, long[] pads, string? bias = null)
    {
        if (!kernels.TryGetValue(weight, out var kernel))
        {
            kernel = $"constant_{graph.Initializer.Count}";
            graph.Initializer.Add(new() { Name = kernel, DataType = ElementType.Float, Dims = shape, Values = weight });
            kernels[weight] = kernel;
        }

        return Node("Conv", bias is null ? [x, kernel]
            : [x, kernel, bias], null, ("kernel_shape", shape[2..]), ("strides", new[] { stride, stride }), ("pads", pads));
    }

    string Constant(ElementType type, ReadOnlySpan<byte> bytes, long[] shape)
    {
        var key = $"{type} {string.Join(',', shape)} {Convert.ToHexString(bytes.Length <= 256 ? bytes : [])}";
        if (bytes.Length <= 256 && constants.TryGetValue(key, out var known))
        {
            return known;
        }

        var tensor = new TensorProto
        {
            Name = $"constant_{graph.Initializer.Count}",
            DataType = type,
            Dims = shape,
            RawData = bytes.ToArray(),
        };
        graph.Initializer.Add(tensor);
        constants[key] = tensor.Name;
        return tensor.Name;
    }

    static AttributeProto Attribute(string name, object value) => value switch
    {
        float f => new() { Name = name, F = f, Type = AttributeType.Float },
        long i => new() { Name = name, I = i, Type = AttributeType.Int },
        string s => new() { Name = name, S = Encoding.UTF8.GetBytes(s), Type = AttributeType.String },
        long[] ints => new() { Name = name, Ints = ints, Type = AttributeType.Ints },
        _ => throw new ArgumentException($"An attribute of type {value.GetType().Name} is not known here."),
    };

    static ValueInfoProto Describe(string name, object[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dimensions.Select(d => d is int number ? new DimensionProto { Value = number } : new() { Param = (string)d }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = ElementType.Float, Shape = shape } } };
    }
}
