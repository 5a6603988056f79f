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
    /// <inheritdoc cref="Save"/>
    public static byte[] ToBytes(NetworkWeights weights, ImageSize? fixedSize = null, GraphForm form = GraphForm.Fast)
    {
        using var stream = new MemoryStream();
        Write(weights, stream, fixedSize, form);
        return stream.ToArray();
    }

    /// <summary>Writes the model into a stream.</summary>
    /// <inheritdoc cref="Save"/>
    public static void Write(NetworkWeights weights, Stream stream, ImageSize? fixedSize = null, GraphForm form = GraphForm.Fast)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(stream);
        if (fixedSize is { } size && (size.Width < 1 || size.Height < 1))
        {
            throw new ArgumentException($"The fixed size is {size}, expected at least 1×1. Leave it out for images of any size.", nameof(fixedSize));
        }

        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "PConv.MLNet",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            DocString = "Image inpainting with partial convolutions (Liu et al., ECCV 2018).",
            Graph = NetworkGraph.Build(weights, fixedSize, form),
        };
        model.OpsetImport.Add(new() { Version = Opset });
        model.MetadataProps.Add(new() { Key = SizeMultipleKey, Value = $"{weights.Spec.SizeMultiple}" });
        model.MetadataProps.Add(new() { Key = "pconv.network", Value = weights.Spec.ToJson() });
        Serializer.Serialize(stream, model);
    }
}
