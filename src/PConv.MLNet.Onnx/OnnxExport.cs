using PConv.MLNet.Core;
using ProtoBuf;

namespace PConv.MLNet.Onnx;

/// <summary>Writes a trained network as an ONNX file (opset 17) that any ONNX runtime scores.</summary>
/// <remarks>
/// Inputs <c>image</c> float [N, 3, H, W], RGB, [0, 1], and <c>mask</c> float [N, 1, H, W], 1 = valid; output <c>output</c>
/// float [N, 3, H, W]: the known pixels of the image and, in the holes, the network's. Any N, H and W.
/// </remarks>
public static class OnnxExport
{
    const long IrVersion = 8;
    const long Opset = 17;

    /// <summary>Metadata key of the multiple to which a caller may pad beforehand (the graph pads what is left).</summary>
    public const string SizeMultipleKey = "pconv.size_multiple";

    /// <summary>Writes the model into a file, under a temporary name until it is whole.</summary>
    public static void Save(NetworkWeights weights, string path) => AtomicFile.Write(path, stream => Write(weights, stream));

    /// <summary>The model as bytes, for a session that needs no file.</summary>
    public static byte[] ToBytes(NetworkWeights weights)
    {
        using var stream = new MemoryStream();
        Write(weights, stream);
        return stream.ToArray();
    }

    /// <summary>Writes the model into a stream.</summary>
    public static void Write(NetworkWeights weights, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(stream);
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "PConv.MLNet",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            DocString = "Image inpainting with partial convolutions (Liu et al., ECCV 2018).",
            Graph = PartialConvGraph.Build(weights),
        };
        model.OpsetImport.Add(new() { Version = Opset });
        model.MetadataProps.Add(new() { Key = SizeMultipleKey, Value = $"{weights.Spec.SizeMultiple}" });
        model.MetadataProps.Add(new() { Key = "pconv.network", Value = weights.Spec.ToJson() });
        Serializer.Serialize(stream, model);
    }
}
