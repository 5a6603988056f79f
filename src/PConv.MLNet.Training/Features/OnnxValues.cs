using System.Runtime.InteropServices;
using System.Text;
using PConv.MLNet.Networks;
using PConv.MLNet.Training.Onnx;

namespace PConv.MLNet.Training;

/// <summary>Reads attributes and tensors of ONNX nodes, and rejects those that a feature network does not support.</summary>
static class OnnxValues
{
    public static long Int(this NodeProto node, string name, long otherwise) => Attribute(node, name)?.I ?? otherwise;

    public static float Float(this NodeProto node, string name, float otherwise) => Attribute(node, name)?.F ?? otherwise;

    public static long[] Ints(this NodeProto node, string name) => Attribute(node, name)?.Ints ?? [];

    public static TensorProto TensorOf(this NodeProto node, string name) => Attribute(node, name)?.T ?? new();

    /// <summary>Returns a layer with kernel, stride and padding of a node, whose window must be square.</summary>
    /// <exception cref="NotSupportedException">The window is not square, or has padding, dilation or rounding that is not
    /// supported.</exception>
    public static FeatureLayer Window(this NodeProto node, IReadOnlyList<long> kernel)
    {
        var (strides, pads, dilations) = (node.Ints("strides"), node.Ints("pads"), node.Ints("dilations"));
        var padding = Attribute(node, "auto_pad")?.S is { } name ? Encoding.UTF8.GetString(name) : "NOTSET";
        if (kernel.Count != 2 || kernel[0] != kernel[1] || !Same(strides) || !(Same(pads) || IsForEvenSides(strides, pads))
            || dilations.Any(d => d != 1) || padding is not ("NOTSET" or "VALID") || node.Int("ceil_mode", 0) != 0)
        {
            throw new NotSupportedException(
                $"a {node.OpType} has kernel [{string.Join(", ", kernel)}], strides [{string.Join(", ", strides)}], pads " +
                $"[{string.Join(", ", pads)}], dilations [{string.Join(", ", dilations)}], auto_pad {padding}, ceil_mode " +
                $"{node.Int("ceil_mode", 0)}, expected a square window, padded alike on all sides, without dilation or rounding up");
        }

        return new()
        {
            Kind = default,
            Kernel = (int)kernel[0],
            Stride = (int)strides.FirstOrDefault(1),
            Padding = (int)pads.FirstOrDefault(0),
        };
    }

    /// <summary>Returns the values of a float tensor in the file.</summary>
    /// <exception cref="NotSupportedException">The tensor has another type, or its values are in another file.</exception>
    public static WeightTensor ToWeights(this TensorProto tensor)
    {
        int[] shape = [.. tensor.Dims.Select(side => checked((int)side))];
        var values = tensor.RawData is { Length: > 0 } raw && raw.Length % sizeof(float) == 0
            ? MemoryMarshal.Cast<byte, float>(raw).ToArray() : tensor.FloatData ?? [];
        return tensor.DataType == ElementType.Float && values.Length == shape.Aggregate(1L, (a, b) => a * b)
            ? new(shape, values)
            : throw new NotSupportedException(
                $"constant '{tensor.Name}' of type {tensor.DataType} and shape [{string.Join(", ", shape)}] has {values.Length} floats " +
                $"in the file, expected all of them, as 32-bit floats and not in another file");
    }

    static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.Find(a => a.Name == name);

    /// <summary>Whether the padding is one pixel less at the end, with stride 2. For images with even sides, this gives the same result as
    /// equal padding, because the last window begins two pixels earlier.</summary>
    static bool IsForEvenSides(long[] strides, long[] pads) =>
        strides is [2, 2] && pads is [var top, var left, var bottom, var right] && top == left && bottom == right && bottom == top - 1;

    static bool Same(long[] values) => values.Distinct().Count() <= 1;
}
