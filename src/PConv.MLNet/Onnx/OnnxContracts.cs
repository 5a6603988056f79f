using ProtoBuf;

#if TRAINING // compiled there as well: reads feature networks
namespace PConv.MLNet.Training.Onnx;
#else
namespace PConv.MLNet.Onnx;
#endif

// The subset of onnx.proto (IR version 8) that is read or written here, with the format's names and field numbers.

[ProtoContract]
sealed class ModelProto
{
    [ProtoMember(1)] public long IrVersion { get; set; }
    [ProtoMember(2)] public string? ProducerName { get; set; }
    [ProtoMember(3)] public string? ProducerVersion { get; set; }
    [ProtoMember(6)] public string? DocString { get; set; }
    [ProtoMember(7)] public GraphProto? Graph { get; set; }
    [ProtoMember(8)] public List<OperatorSetIdProto> OpsetImport { get; } = [];
    [ProtoMember(14)] public List<StringStringEntryProto> MetadataProps { get; } = [];
}

[ProtoContract]
sealed class OperatorSetIdProto
{
    [ProtoMember(1)] public string Domain { get; set; } = "";
    [ProtoMember(2)] public long Version { get; set; }
}

[ProtoContract]
sealed class StringStringEntryProto
{
    [ProtoMember(1)] public string? Key { get; set; }
    [ProtoMember(2)] public string? Value { get; set; }
}

[ProtoContract]
sealed class GraphProto
{
    [ProtoMember(1)] public List<NodeProto> Node { get; } = [];
    [ProtoMember(2)] public string? Name { get; set; }
    [ProtoMember(5)] public List<TensorProto> Initializer { get; } = [];
    [ProtoMember(11)] public List<ValueInfoProto> Input { get; } = [];
    [ProtoMember(12)] public List<ValueInfoProto> Output { get; } = [];
    [ProtoMember(13)] public List<ValueInfoProto> ValueInfo { get; } = [];
}

[ProtoContract]
sealed class NodeProto
{
    [ProtoMember(1)] public List<string> Input { get; } = [];
    [ProtoMember(2)] public List<string> Output { get; } = [];
    [ProtoMember(3)] public string? Name { get; set; }
    [ProtoMember(4)] public string? OpType { get; set; }
    [ProtoMember(5)] public List<AttributeProto> Attribute { get; } = [];
    [ProtoMember(7)] public string? Domain { get; set; }
}

[ProtoContract]
sealed class AttributeProto
{
    [ProtoMember(1)] public string? Name { get; set; }
    [ProtoMember(2)] public float? F { get; set; }
    [ProtoMember(3)] public long? I { get; set; }
    [ProtoMember(4)] public byte[]? S { get; set; }
    [ProtoMember(5)] public TensorProto? T { get; set; }
    [ProtoMember(8)] public long[]? Ints { get; set; }
    [ProtoMember(20)] public AttributeType Type { get; set; }
}

enum AttributeType
{
    Undefined = 0,
    Float = 1,
    Int = 2,
    String = 3,
    Ints = 7,
}

[ProtoContract]
sealed class TensorProto
{
    [ProtoMember(1)] public long[] Dims { get; set; } = [];
    [ProtoMember(2)] public ElementType DataType { get; set; }
    [ProtoMember(4, IsPacked = true)] public float[]? FloatData { get; set; }
    [ProtoMember(8)] public string? Name { get; set; }
    [ProtoMember(9)] public byte[]? RawData { get; set; }

    /// <summary>Written as <see cref="RawData"/>, without a copy.</summary>
    public float[]? Values { get; init; }
}

enum ElementType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int64 = 7,
}

[ProtoContract]
sealed class ValueInfoProto
{
    [ProtoMember(1)] public string? Name { get; set; }
    [ProtoMember(2)] public TypeProto? Type { get; set; }
}

[ProtoContract]
sealed class TypeProto
{
    [ProtoMember(1)] public TensorTypeProto? TensorType { get; set; }
}

[ProtoContract]
sealed class TensorTypeProto
{
    [ProtoMember(1)] public ElementType ElemType { get; set; }
    [ProtoMember(2)] public TensorShapeProto? Shape { get; set; }
}

[ProtoContract]
sealed class TensorShapeProto
{
    [ProtoMember(1)] public List<DimensionProto> Dim { get; } = [];
}

[ProtoContract]
sealed class DimensionProto
{
    [ProtoMember(1)] public long? Value { get; set; }
    [ProtoMember(2)] public string? Param { get; set; }
}
