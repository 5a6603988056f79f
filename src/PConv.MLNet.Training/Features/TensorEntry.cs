using System.Buffers.Binary;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>Where a tensor of weights lies in a file; its numbers are little-endian.</summary>
/// <param name="Type">Of its numbers, as safetensors calls it: F32, F16, BF16 or F64 can be read.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Offset">Of its first byte in the file.</param>
/// <param name="Bytes">Its length.</param>
sealed record TensorEntry(string Type, int[] Shape, long Offset, long Bytes)
{
    /// <summary>Bytes of one number, or 0 if numbers of this type are not read.</summary>
    public static int SizeOf(string type) => type switch
    {
        "F16" or "BF16" => 2,
        "F32" => 4,
        "F64" => 8,
        _ => 0,
    };

    /// <summary>Whether the length is that of the shape, as far as the type is known.</summary>
    public bool IsWhole => Shape.All(side => side >= 0) && SizeOf(Type) is var size
        && (size == 0 || Bytes == Shape.Aggregate((long)size, (a, b) => a * b));

    /// <summary>Its numbers as 32-bit floats.</summary>
    /// <exception cref="InvalidDataException">They are of a type that is not read.</exception>
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
