using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Onnx;
using ProtoBuf;

namespace PConv.MLNet.Inference;

/// <summary>ResNet-18 of ML.NET's package as a model that <see cref="OnnxFeatureNetwork"/> takes: images of any size in, the features of
/// its five stages out.</summary>
/// <remarks>
/// The file's strided windows end at the last pixel of sides that are multiples of 32, and leave out a row of others, where its branches no
/// longer fit. Here they go as far beyond the last pixel as beyond the first: the same for those sides, and right for all.
/// </remarks>
static class ResNet18Model
{
    const string Image = "image";
    const int Added = 1 << 16; // bytes, more than the changes take

    /// <summary>Opens it, so that memory which one image took is free for others and the rest of the application.</summary>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static InferenceSession Open(SessionOptions settings)
    {
        settings.EnableCpuMemArena = false;
        settings.EnableMemoryPattern = false;
        return new(ToBytes(), settings);
    }

    /// <summary>Changes input and outputs of the package's model.</summary>
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
        graph.Node.RemoveAll(node => node.OpType == "AveragePool"); // behind the last stage, for one size of image
        PadEvenly(graph);
        graph.Node.Insert(0, Normalize(graph, input));
        model.IrVersion = 4; // from it on constants need not be inputs as well
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

    /// <summary>R, G, B in [0, 1] to B, G, R in [0, 255] less the mean, as a convolution of one pixel.</summary>
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
