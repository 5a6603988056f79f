using System.Runtime.InteropServices;
using System.Text;
using PConv.MLNet.Networks;
using PConv.MLNet.Training.Onnx;

namespace PConv.MLNet.Training;

/// <summary>Attributes and tensors of an ONNX node, and what of them a feature network cannot have.</summary>
static class OnnxValues
{
    public static long Int(this NodeProto node, string name, long otherwise) => Attribute(node, name)?.I ?? otherwise;

    public static float Float(this NodeProto node, string name, float otherwise) => Attribute(node, name)?.F ?? otherwise;

    public static long[] Ints(this NodeProto node, string name) => Attribute(node, name)?.Ints ?? [];

    public static TensorProto TensorOf(this NodeProto node, string name) => Attribute(node, name)?.T ?? new();

    /// <summary>Kernel, stride and padding of a window that is the same in both directions.</summary>
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

    /// <summary>The numbers of a float tensor in the file.</summary>
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

    /// <summary>Of stride 2, one less at the end makes no difference to images of even sides: the last window begins two pixels before
    /// it.</summary>
    static bool IsForEvenSides(long[] strides, long[] pads) =>
        strides is [2, 2] && pads is [var top, var left, var bottom, var right] && top == left && bottom == right && bottom == top - 1;

    static bool Same(long[] values) => values.Distinct().Count() <= 1;
}
