using System.Buffers.Binary;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>Position of a tensor of little-endian numbers in a file.</summary>
/// <param name="Type">Element type in the notation of safetensors. F32, F16, BF16 and F64 are supported.</param>
/// <param name="Shape">Sizes of the dimensions, outermost first.</param>
/// <param name="Offset">Position of the first byte in the file.</param>
/// <param name="Bytes">Length in bytes.</param>
sealed record TensorEntry(string Type, int[] Shape, long Offset, long Bytes)
{
    /// <summary>Returns the size of an element in bytes; 0 for unsupported types.</summary>
    public static int SizeOf(string type) => type switch
    {
        "F16" or "BF16" => 2,
        "F32" => 4,
        "F64" => 8,
        _ => 0,
    };

    /// <summary>Whether the length agrees with the shape. True for unsupported types, whose size is not known.</summary>
    public bool IsWhole => Shape.All(side => side >= 0) && SizeOf(Type) is var size
        && (size == 0 || Bytes == Shape.Aggregate((long)size, (a, b) => a * b));

    /// <summary>Reads the values as 32-bit floats.</summary>
    /// <exception cref="InvalidDataException">The element type is not supported.</exception>
    public WeightTensor Read(Stream stream, string name)
    {
        var size = SizeOf(Type);
        if (size == 0)
        {
            throw new InvalidDataException(
                $"'{name}' holds numbers of type {Type}, expected F32, F16, BF16 or F64. Save the weights as floats.");
        }

        stream.Position = Offset;
        var bytes = new byte[Bytes];
        stream.ReadExactly(bytes);
        var values = new float[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ToSingle(bytes.AsSpan(i * size, size));
        }

        return new(Shape, values);
    }

    float ToSingle(ReadOnlySpan<byte> bytes) => Type switch
    {
        "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        "BF16" => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16), // the upper half of a float
        "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
