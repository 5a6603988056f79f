using PConv.MLNet.Onnx;
using ProtoBuf;

namespace PConv.MLNet.Testing;

/// <summary>Small ONNX models that no network stands behind.</summary>
static class Models
{
    /// <summary>A model of any inputs and outputs. Each output is its first input, or a constant gray.</summary>
    public static void Save(string path, Action<GraphBuilder> build, params (string Key, string Value)[] metadata)
    {
        var graph = new GraphBuilder("test");
        build(graph);
        var model = new ModelProto { IrVersion = 8, Graph = graph.Graph };
        model.OpsetImport.Add(new() { Version = 17 });
        model.MetadataProps.AddRange(metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        using var stream = File.Create(path);
        Serializer.Serialize(stream, model);
    }

    /// <summary>Fills holes with gray 0.5; height and width are numbers or names.</summary>
    public static void SaveGray(string path, object height, object width, params (string Key, string Value)[] metadata) =>
        Save(path, graph =>
    {
        var image = graph.Input("image", 1, 3, height, width);
        var mask = graph.Input("mask", 1, 1, height, width);
        var hole = graph.Node("Mul", [graph.Node("Sub", [graph.Scalar(1), mask]), graph.Scalar(.5f)]);
        graph.Node("Add", [graph.Node("Mul", [image, mask]), hole], "output");
        graph.Output("output", 1, 3, height, width);
    }, [.. metadata, Own]);

    /// <summary>What exports of this library say of themselves.</summary>
    public static (string Key, string Value) Own { get; } = (OnnxExport.SizeMultipleKey, "1");

    /// <summary>Makes uint8 of all inputs and outputs; nodes have to cast.</summary>
    public static void AsBytes(this GraphBuilder graph)
    {
        foreach (var value in graph.Graph.Input.Concat(graph.Graph.Output))
        {
            value.Type!.TensorType!.ElemType = (ElementType)Byte;
        }
    }

    /// <summary>Casts to float, or with <see cref="Byte"/> to uint8.</summary>
    public static string Cast(this GraphBuilder graph, string value, long type = Float, string? output = null) =>
        graph.Node("Cast", [value], output, ("to", type));

    public const long Float = 1, Byte = 2; // TensorProto.DataType
}
