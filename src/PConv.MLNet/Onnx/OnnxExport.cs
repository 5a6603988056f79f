using PConv.MLNet.Files;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>Writes a trained network as an ONNX file (opset 17) that any ONNX runtime scores.</summary>
/// <remarks>
/// Inputs <c>image</c> float [N, 3, H, W], RGB, [0, 1], and <c>mask</c> float [N, 1, H, W], 1 = valid; output <c>output</c>
/// float [N, 3, H, W]: the known pixels of the image and, in the holes, the network's. Any N, H and W, or with a fixed size one
/// image of that size a call, for consumers that need to know shapes beforehand, as ML.NET's ApplyOnnxModel.
/// </remarks>
public static class OnnxExport
{
    const long IrVersion = 8;
    const long Opset = 17;

    /// <summary>Metadata key of the multiple to which a caller may pad beforehand (the graph pads what is left).</summary>
    public const string SizeMultipleKey = "pconv.size_multiple";

    /// <summary>Writes the model into a file, under a temporary name until it is whole.</summary>
    /// <param name="weights">The trained network.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written; null, the default: any size, the fast form, floats.</param>
    /// <exception cref="ArgumentException">No image has the fixed size, the calibration is of another network, or it is combined with
    /// another form than the fast one.</exception>
    public static void Save(NetworkWeights weights, string path, OnnxExportOptions? options = null) =>
        AtomicFile.Write(path, stream => Write(weights, stream, options));

    /// <summary>The model as bytes, for a session that needs no file.</summary>
    /// <inheritdoc cref="Save"/>
    public static byte[] ToBytes(NetworkWeights weights, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new();
        options.Validate(weights.Spec);
        return ToBytes(weights, NetworkGraph.Build(weights, options), options.Convention);
    }

    /// <summary>Writes the model into a stream.</summary>
    /// <inheritdoc cref="Save"/>
    public static void Write(NetworkWeights weights, Stream stream, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ToBytes(weights, options));
    }

    /// <summary>The network in floats with the ranges of its layers as further outputs, for whoever calibrates.</summary>
    internal static byte[] ToCalibrationBytes(NetworkWeights weights) =>
        ToBytes(weights, new CalibrationGraph(weights).Build(new()), default);

    static byte[] ToBytes(NetworkWeights weights, GraphProto graph, ModelConvention convention)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "PConv.MLNet",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            DocString = "Image inpainting with partial convolutions (Liu et al., ECCV 2018).",
            Graph = graph,
        };
        model.OpsetImport.Add(new() { Version = Opset });
        if (graph.Node.Any(n => n.Domain == GraphBuilder.RuntimeDomain))
        {
            model.OpsetImport.Add(new() { Domain = GraphBuilder.RuntimeDomain, Version = 1 });
        }

        if (convention == ModelConvention.PartialConv)
        {
            model.MetadataProps.Add(new() { Key = SizeMultipleKey, Value = $"{weights.Spec.SizeMultiple}" }); // by which it is recognized
        }

        model.MetadataProps.Add(new() { Key = "pconv.network", Value = weights.Spec.ToJson() });
        return OnnxWriter.ToBytes(model);
    }
}
