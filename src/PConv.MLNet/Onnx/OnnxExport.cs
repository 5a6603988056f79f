using PConv.MLNet.Files;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>Writes a trained network as an ONNX file (opset 17) that any ONNX runtime can run.</summary>
/// <remarks>
/// Inputs: <c>image</c> float [N, 3, H, W], RGB, [0, 1], and <c>mask</c> float [N, 1, H, W], 1 = valid. Output: <c>output</c> float [N, 3,
/// H, W], which combines the image's known pixels with the network's output in the holes. N, H and W are arbitrary. With a fixed size, the
/// model accepts one image of that size per call, for consumers that need static shapes, such as ML.NET's ApplyOnnxModel.
/// </remarks>
public static class OnnxExport
{
    const long IrVersion = 8;
    const long Opset = 17;

    /// <summary>Metadata key of the size multiple to which callers may pad in advance (the graph pads the remainder).</summary>
    public const string SizeMultipleKey = "pconv.size_multiple";

    /// <summary>Metadata key of models whose holes the caller fills beforehand by edge-enhancing diffusion: the number of its
    /// levels.</summary>
    internal const string FillLevelsKey = "pconv.fill_levels";

    /// <summary>Writes the model to a file, under a temporary name until it is complete.</summary>
    /// <param name="weights">The trained network.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Export options; null, the default, for any size, the fast form and floats.</param>
    /// <exception cref="ArgumentException">The fixed size is invalid.</exception>
    public static void Save(NetworkWeights weights, string path, OnnxExportOptions? options = null) =>
        AtomicFile.Write(path, stream => Write(weights, stream, options));

    /// <summary>Returns the model as bytes, for a session without a file.</summary>
    /// <inheritdoc cref="Save"/>
    public static byte[] ToBytes(NetworkWeights weights, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new();
        options.Validate(weights.Spec);
        return ToBytes(weights, NetworkGraph.Build(weights, options), options.Convention);
    }

    /// <summary>Writes the model to a stream.</summary>
    /// <inheritdoc cref="Save"/>
    public static void Write(NetworkWeights weights, Stream stream, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ToBytes(weights, options));
    }

    /// <summary>The network in floats with the value ranges of its layers as additional outputs, for calibration.</summary>
    internal static byte[] ToCalibrationBytes(NetworkWeights weights) =>
        ToBytes(weights, new CalibrationGraph(weights).Build(new()), default);

    /// <summary>The model for this library alone, which computes the initial fill itself: two thirds of the nodes less, so that a session
    /// opens in less than half the time.</summary>
    internal static byte[] ToLibraryBytes(NetworkWeights weights)
    {
        if (weights.Spec.Prior != InitialFill.EdgeEnhancing)
        {
            return ToBytes(weights);
        }

        var given = weights.WithGivenFill();
        return ToBytes(given, NetworkGraph.Build(given, new()), default, weights.Spec.Levels);
    }

    static byte[] ToBytes(NetworkWeights weights, GraphProto graph, ModelConvention convention, int fillLevels = 0)
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
            model.MetadataProps.Add(new() { Key = SizeMultipleKey, Value = $"{weights.Spec.SizeMultiple}" }); // marks our models
        }

        if (fillLevels > 0)
        {
            model.MetadataProps.Add(new() { Key = FillLevelsKey, Value = $"{fillLevels}" });
        }

        model.MetadataProps.Add(new() { Key = "pconv.network", Value = weights.Spec.ToJson() });
        return OnnxWriter.ToBytes(model);
    }
}
