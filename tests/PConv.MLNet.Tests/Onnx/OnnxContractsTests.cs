using PConv.MLNet.Onnx;
using ProtoBuf;

namespace PConv.MLNet.Tests;

/// <summary>Bytes as the format (onnx.proto) defines them: field number · 8 + wire type, then the value.</summary>
public sealed class OnnxContractsTests
{
    static byte[] Bytes<T>(T message)
    {
        using var stream = new MemoryStream();
        Serializer.Serialize(stream, message);
        return stream.ToArray();
    }

    [Fact]
    public void Attribute_OfZero_IsWrittenNevertheless() =>
        // name = 1 "a", i = 3 zero, type = 20 INT (2): fields left out would mean "not set"
        Assert.Equal([0x0A, 1, (byte)'a', 0x18, 0, 0xA0, 0x01, 2],
            Bytes(new AttributeProto { Name = "a", I = 0, Type = AttributeType.Int }));

    [Fact]
    public void Tensor_OfOneFloat_IsDimsTypeNameAndRawData() =>
        // dims = 1, data_type = 2 FLOAT (1), name = 8, raw_data = 9
        Assert.Equal(
            [0x08, 1, 0x10, 1, 0x42, 1, (byte)'t', 0x4A, 4, 0, 0, 0x80, 0x3F],
            Bytes(new TensorProto { Dims = [1], DataType = ElementType.Float, Name = "t", RawData = [0, 0, 0x80, 0x3F] }));

    [Fact]
    public void Dimension_IsANumberOrAName()
    {
        Assert.Equal([0x08, 3], Bytes(new DimensionProto { Value = 3 }));
        Assert.Equal([0x12, 1, (byte)'N'], Bytes(new DimensionProto { Param = "N" }));
    }

    [Fact]
    public void Node_WithAnOmittedInput_KeepsItsPlace()
    {
        var node = new NodeProto { OpType = "R", Name = "r" };
        node.Input.AddRange(["x", "", "s"]);
        node.Output.Add("y");

        // input = 1 three times, output = 2, name = 3, op_type = 4
        Assert.Equal(
            [0x0A, 1, (byte)'x', 0x0A, 0, 0x0A, 1, (byte)'s', 0x12, 1, (byte)'y', 0x1A, 1, (byte)'r', 0x22, 1, (byte)'R'], Bytes(node));
    }

    [Fact]
    public void Opset_HasDomainAndVersion() => Assert.Equal([0x0A, 0, 0x10, 17], Bytes(new OperatorSetIdProto { Version = 17 }));
}
