using PConv.MLNet.Core;
using ProtoBuf;

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
    /// <param name="fixedSize">The one size the model takes, one image a call; null, the default, leaves N, H and W open.</param>
    /// <param name="form">How the graph is written.</param>
    /// <exception cref="ArgumentException">No image has that size.</exception>
    public static void Save(NetworkWeights weights, string path, ImageSize? fixedSize = null, GraphForm form = GraphForm.Fast) =>
        AtomicFile.Write(path, stream => Write(weights, stream, fixedSize, form));

    /// <summary>The model as bytes, for a session that needs no file.</summary>
    /// <inheritdoc cref="Save(NetworkWeights, string, ImageSize?, GraphForm)"/>
    public static byte[] ToBytes(NetworkWeights weights, ImageSize? fixedSize = null, GraphForm form = GraphForm.Fast)
    {
        using var stream = new MemoryStream();
        Write(weights, stream, fixedSize, form);
        return stream.ToArray();
    }

    /// <summary>Writes the model into a stream.</summary>
    /// <inheritdoc cref="Save(NetworkWeights, string, ImageSize?, GraphForm)"/>
    public static void Write(NetworkWeights weights, Stream stream, ImageSize? fixedSize = null, GraphForm form = GraphForm.Fast)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(stream);
        Check(fixedSize);
        Write(weights, stream, NetworkGraph.Build(weights, fixedSize, form));
    }

    /// <summary>Writes the model in another maker's convention into a file, under a temporary name until it is whole.</summary>
    /// <param name="weights">The trained network.</param>
    /// <param name="path">The file.</param>
    /// <param name="convention">How it is spoken to.</param>
    /// <param name="fixedSize">The one size the model takes, as 512×512 for most programs that expect LaMa; null, the default, leaves N, H and W open.</param>
    /// <exception cref="ArgumentException">No image has that size.</exception>
    public static void SaveAs(NetworkWeights weights, string path, ModelConvention convention, ImageSize? fixedSize = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Check(fixedSize);
        AtomicFile.Write(path, stream => Write(weights, stream, NetworkGraph.Build(weights, fixedSize, GraphForm.Fast, convention), convention));
    }

    /// <summary>Writes the model with 8-bit arithmetic into a file, under a temporary name until it is whole.</summary>
    /// <remarks>
    /// Experimental: a third quicker at the paper's width on a CPU without VNNI, hardly so for small networks; docs/int8.md has the
    /// figures. The file needs ONNX Runtime, whose own operators (domain com.microsoft) it uses, on a CPU.
    /// </remarks>
    /// <param name="weights">The trained network.</param>
    /// <param name="path">The file.</param>
    /// <param name="fixedSize">The one size the model takes, one image a call; null leaves N, H and W open.</param>
    /// <param name="calibration">What these weights gave on pictures.</param>
    /// <exception cref="ArgumentException">No image has that size, or the calibration is of another network.</exception>
    public static void Save(NetworkWeights weights, string path, ImageSize? fixedSize, Int8Calibration calibration) =>
        AtomicFile.Write(path, stream => Write(weights, stream, fixedSize, calibration));

    /// <summary>The model with 8-bit arithmetic as bytes.</summary>
    /// <inheritdoc cref="Save(NetworkWeights, string, ImageSize?, Int8Calibration)"/>
    public static byte[] ToBytes(NetworkWeights weights, ImageSize? fixedSize, Int8Calibration calibration)
    {
        using var stream = new MemoryStream();
        Write(weights, stream, fixedSize, calibration);
        return stream.ToArray();
    }

    /// <summary>Writes the model with 8-bit arithmetic into a stream.</summary>
    /// <inheritdoc cref="Save(NetworkWeights, string, ImageSize?, Int8Calibration)"/>
    public static void Write(NetworkWeights weights, Stream stream, ImageSize? fixedSize, Int8Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(calibration);
        Check(fixedSize);
        calibration.EnsureOf(weights.Spec);
        Write(weights, stream, new QuantizedGraph(weights, calibration).Build(fixedSize));
    }

    /// <summary>The network in floats with the ranges of its layers as further outputs, for whoever calibrates.</summary>
    internal static byte[] ToCalibrationBytes(NetworkWeights weights)
    {
        using var stream = new MemoryStream();
        Write(weights, stream, new CalibrationGraph(weights).Build(null));
        return stream.ToArray();
    }

    static void Check(ImageSize? fixedSize)
    {
        if (fixedSize is { } size && (size.Width < 1 || size.Height < 1))
        {
            throw new ArgumentException($"The fixed size is {size}, expected at least 1×1. Leave it out for images of any size.", nameof(fixedSize));
        }
    }

    static void Write(NetworkWeights weights, Stream stream, GraphProto graph, ModelConvention convention = default)
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
            model.MetadataProps.Add(new() { Key = SizeMultipleKey, Value = $"{weights.Spec.SizeMultiple}" }); // by which it is recognised
        }

        model.MetadataProps.Add(new() { Key = "pconv.network", Value = weights.Spec.ToJson() });
        Serializer.Serialize(stream, model);
    }
}
