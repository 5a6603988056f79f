using PConv.MLNet.Files;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using PConv.MLNet.Onnx;
using ProtoBuf;

namespace PConv.MLNet.Tests;

public sealed class OnnxWriterTests
{
    [Theory]
    [InlineData(GraphForm.Fast)]
    [InlineData(GraphForm.Direct)]
    [InlineData(GraphForm.Reference)]
    public void ToBytes_OfAForm_AreThoseOfProtobufNet(GraphForm form) =>
        Same(OnnxExport.ToBytes(Samples.Network(), new() { Form = form }));

    [Fact]
    public void ToBytes_WithAPriorARefinementAndAFixedSize_AreThoseOfProtobufNet() =>
        Same(OnnxExport.ToBytes(
            Samples.Network(UNetSpec.WithWidth(4, 3, InitialFill.EdgeEnhancing) with { Refinement = FillRefinement.ThinPlate }),
            new() { FixedSize = new(32, 24), Convention = ModelConvention.LaMa }));

    [Fact]
    public void ToBytes_OfEveryField_AreThoseOfProtobufNet()
    {
        var node = new NodeProto { Name = "é", OpType = "R", Domain = GraphBuilder.RuntimeDomain };
        node.Input.AddRange(["x", "", "s"]);
        node.Attribute.AddRange(
        [
            new() { Name = "f", F = 0, Type = AttributeType.Float },
            new() { Name = "i", I = -1, Type = AttributeType.Int },
            new() { Name = "s", S = [1, 2], Type = AttributeType.String },
            new()
            {
                Name = "t",
                Type = (AttributeType)4,
                T = new() { Name = "", Dims = [300, -1], DataType = ElementType.Int64, RawData = [] },
            },
            new() { Name = "n", Ints = [0, long.MaxValue, -7], Type = AttributeType.Ints },
        ]);
        var model = new ModelProto { IrVersion = 8, Graph = new() };
        model.Graph.Node.Add(node);
        model.OpsetImport.Add(new() { Version = 17 });
        model.MetadataProps.Add(new() { Key = "k", Value = "" });

        Same(OnnxWriter.ToBytes(model));
    }

    /// <summary>What protobuf-net reads and writes again.</summary>
    static void Same(byte[] written)
    {
        using var stream = new MemoryStream();
        Serializer.Serialize(stream, Serializer.Deserialize<ModelProto>(written.AsSpan()));
        Assert.Equal(stream.ToArray(), written);
    }
}
