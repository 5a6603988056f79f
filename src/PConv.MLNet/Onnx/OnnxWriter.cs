using System.Runtime.InteropServices;
using System.Text;

namespace PConv.MLNet.Onnx;

/// <summary>Writes a model as protobuf, back to front, so that a message's length is known when it is written.</summary>
/// <remarks>Produces the same bytes as protobuf-net, which needs about .3 s before its first message and several copies of the
/// weights.</remarks>
sealed class OnnxWriter
{
    const int Varint = 0, Fixed = 5, Delimited = 2; // wire types
    readonly byte[]? buffer;
    int at;

    OnnxWriter(byte[]? buffer) => (this.buffer, at) = (buffer, buffer?.Length ?? int.MaxValue);

    /// <summary>Returns the complete file.</summary>
    public static byte[] ToBytes(ModelProto model)
    {
        var counter = new OnnxWriter(null);
        counter.Write(model);
        var file = new byte[int.MaxValue - counter.at];
        new OnnxWriter(file).Write(model);
        return file;
    }

    void Write(ModelProto model)
    {
        All(14, model.MetadataProps, entry =>
        {
            Text(2, entry.Value);
            Text(1, entry.Key);
        });
        All(8, model.OpsetImport, set =>
        {
            Number(2, set.Version);
            Text(1, set.Domain);
        });
        One(7, model.Graph, Write);
        Text(6, model.DocString);
        Text(3, model.ProducerVersion);
        Text(2, model.ProducerName);
        Number(1, model.IrVersion);
    }

    void Write(GraphProto graph)
    {
        All(13, graph.ValueInfo, Write);
        All(12, graph.Output, Write);
        All(11, graph.Input, Write);
        All(5, graph.Initializer, Write);
        Text(2, graph.Name);
        All(1, graph.Node, Write);
    }

    void Write(NodeProto node)
    {
        Text(7, node.Domain);
        All(5, node.Attribute, Write);
        Text(4, node.OpType);
        Text(3, node.Name);
        Texts(2, node.Output);
        Texts(1, node.Input);
    }

    void Write(AttributeProto attribute)
    {
        Number(20, (long)attribute.Type);
        Numbers(8, attribute.Ints);
        One(5, attribute.T, Write);
        Bytes(4, attribute.S);
        Number(3, attribute.I);
        if (attribute.F is { } value)
        {
            Raw(BitConverter.GetBytes(value));
            Tag(2, Fixed);
        }

        Text(1, attribute.Name);
    }

    void Write(TensorProto tensor)
    {
        if (tensor.Values is { } values)
        {
            Raw(MemoryMarshal.AsBytes(values.AsSpan()));
            Length(9, values.Length * sizeof(float));
        }

        Bytes(9, tensor.RawData);
        Text(8, tensor.Name);
        Number(2, (long)tensor.DataType);
        Numbers(1, tensor.Dims);
    }

    void Write(ValueInfoProto value)
    {
        One(2, value.Type, type => One(1, type.TensorType, tensor =>
        {
            One(2, tensor.Shape, shape => All(1, shape.Dim, dimension =>
            {
                Text(2, dimension.Param);
                Number(1, dimension.Value);
            }));
            Number(1, (long)tensor.ElemType);
        }));
        Text(1, value.Name);
    }

    void All<T>(int field, List<T> messages, Action<T> write) where T : class
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            One(field, messages[i], write);
        }
    }

    void One<T>(int field, T? message, Action<T> write) where T : class
    {
        if (message is not null)
        {
            var end = at;
            write(message);
            Length(field, end - at);
        }
    }

    void Texts(int field, List<string> texts)
    {
        for (var i = texts.Count - 1; i >= 0; i--)
        {
            Text(field, texts[i]);
        }
    }

    void Text(int field, string? text)
    {
        if (text is not null)
        {
            at -= Encoding.UTF8.GetByteCount(text);
            _ = buffer is null ? 0 : Encoding.UTF8.GetBytes(text, buffer.AsSpan(at));
            Length(field, Encoding.UTF8.GetByteCount(text));
        }
    }

    void Bytes(int field, byte[]? bytes)
    {
        if (bytes is not null)
        {
            Raw(bytes);
            Length(field, bytes.Length);
        }
    }

    void Numbers(int field, long[]? numbers)
    {
        for (var i = (numbers?.Length ?? 0) - 1; i >= 0; i--)
        {
            Number(field, numbers![i]);
        }
    }

    void Number(int field, long? number)
    {
        if (number is { } value)
        {
            Unsigned((ulong)value);
            Tag(field, Varint);
        }
    }

    void Length(int field, int length)
    {
        Unsigned((ulong)length);
        Tag(field, Delimited);
    }

    void Tag(int field, int wire) => Unsigned((ulong)(field << 3 | wire));

    /// <summary>Seven bits per byte, lowest first; all bytes but the last have the highest bit set.</summary>
    void Unsigned(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var count = 0;
        do
        {
            bytes[count++] = (byte)(value | 0x80);
            value >>= 7;
        }
        while (value > 0);
        bytes[count - 1] &= 0x7F;
        Raw(bytes[..count]);
    }

    void Raw(ReadOnlySpan<byte> bytes)
    {
        at -= bytes.Length;
        if (buffer is not null)
        {
            bytes.CopyTo(buffer.AsSpan(at));
        }
    }
}
