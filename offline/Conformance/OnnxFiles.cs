#nullable disable
using System.Text;

namespace PConv.MLNet.Offline.Conformance;

/// <summary>Small ONNX models made by hand; -1 is an open dimension.</summary>
static class OnnxFiles
{
    /// <summary>Each output is twice its input.</summary>
    public static byte[] Doubling(params (string Input, string Output, int[] Shape)[] parts)
    {
        var graph = parts.SelectMany(part => Field(1, Node("Add", part.Input, part.Input, part.Output))).Concat(Field(2, "doubling"))
            .Concat(parts.SelectMany(part => Field(11, Variable(part.Input, part.Shape))))
            .Concat(parts.SelectMany(part => Field(12, Variable(part.Output, part.Shape))));
        return [.. Number(1, 8), .. Field(7, [.. graph]), .. Field(8, [.. Number(2, 13)])];
    }

    static byte[] Node(string type, string left, string right, string output) => [.. Field(1, left), .. Field(1, right), .. Field(2, output), .. Field(4, type)];

    static byte[] Variable(string name, int[] shape)
    {
        var dimensions = shape.SelectMany((length, i) => Field(1, length < 0 ? Field(2, $"d{i}") : Number(1, length)));
        return [.. Field(1, name), .. Field(2, Field(1, [.. Number(1, 1), .. Field(2, [.. dimensions])]))];
    }

    static byte[] Field(int tag, string text) => Field(tag, Encoding.UTF8.GetBytes(text));
    static byte[] Field(int tag, byte[] content) => [(byte)(tag << 3 | 2), .. Varint(content.Length), .. content];
    static byte[] Number(int tag, int value) => [(byte)(tag << 3), .. Varint(value)];
    static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value & 127 | 128), .. Varint(value >> 7)];
}
