using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Onnx;
using ProtoBuf;

namespace PConv.MLNet.Inference;

/// <summary>ResNet-18 of ML.NET's package, adapted for <see cref="OnnxFeatureNetwork"/>: the input is an image of any size, the outputs
/// are the features of its five stages.</summary>
/// <remarks>
/// The padding of the file's strided layers is only correct for sides that are multiples of 32; for other sides a row is lost and the
/// shapes of the branches differ. Here the padding is symmetric, which gives the same result for multiples of 32 and works for all sizes.
/// </remarks>
static class ResNet18Model
{
    const string Image = "image";
    const int Added = 1 << 16; // bytes, an upper bound for the added nodes

    /// <summary>Opens a session that releases the memory of a call after the call.</summary>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static InferenceSession Open(SessionOptions settings)
    {
        settings.EnableCpuMemArena = false;
        settings.EnableMemoryPattern = false;
        return new(ToBytes(), settings);
    }

    /// <summary>Replaces the input and the outputs of the package's model.</summary>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static byte[] ToBytes()
    {
        ResNet18File.EnsureExists();
        using var file = File.OpenRead(ResNet18File.Path);
        var model = Serializer.Deserialize<ModelProto>(file);
        var (graph, input) = (model.Graph!, model.Graph!.Input.Single().Name!);
        graph.Input.Clear();
        graph.Input.Add(Describe(Image, RgbImage.Channels, "H", "W"));
        graph.Output.Clear();
        graph.Output.AddRange(ResNet18File.Stages.Select((stage, i) => Describe(stage, null, $"h{i}", $"w{i}")));
        graph.Node.RemoveAll(node => node.OpType == "AveragePool"); // after the last stage; works for one image size only
        PadEvenly(graph);
        graph.Node.Insert(0, Normalize(graph, input));
        model.IrVersion = 4; // from version 4 on, initializers need not be listed as inputs
        using var changed = new MemoryStream((int)file.Length + Added);
        Serializer.Serialize(changed, model);
        return changed.ToArray();
    }

    static void PadEvenly(GraphProto graph)
    {
        foreach (var pads in graph.Node.SelectMany(node => node.Attribute).Where(a => a.Name == "pads").Select(a => a.Ints!))
        {
            (pads[2], pads[3]) = (pads[0], pads[1]);
        }
    }

    /// <summary>Converts R, G, B in [0, 1] to B, G, R in [0, 255] minus the mean, as a 1×1 convolution.</summary>
    static NodeProto Normalize(GraphProto graph, string output)
    {
        var weight = new float[RgbImage.Channels * RgbImage.Channels];
        for (var c = 0; c < RgbImage.Channels; c++)
        {
            weight[c * RgbImage.Channels + RgbImage.Channels - 1 - c] = byte.MaxValue;
        }

        graph.Initializer.Add(new() { Name = "to_bgr", DataType = ElementType.Float, Dims = [3, 3, 1, 1], FloatData = weight });
        graph.Initializer.Add(new()
        {
            Name = "minus_mean",
            DataType = ElementType.Float,
            Dims = [3],
            FloatData = [.. ResNet18File.Mean.Reverse().Select(m => -m)],
        });
        var node = new NodeProto { OpType = "Conv" };
        node.Input.AddRange([Image, "to_bgr", "minus_mean"]);
        node.Output.Add(output);
        return node;
    }

    static ValueInfoProto Describe(string name, long? channels, string height, string width)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(
            [new() { Param = "N" }, channels is { } c ? new() { Value = c }
                : new() { Param = $"c_{name}" }, new() { Param = height }, new() { Param = width }]);
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = ElementType.Float, Shape = shape } } };
    }
}
