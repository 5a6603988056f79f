using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Types and values of columns as a model holds them.</summary>
static class ColumnFormat
{
    public static void WriteType(this BinaryWriter writer, DataViewType type)
    {
        var vector = type as VectorDataViewType;
        writer.Write((vector?.ItemType ?? type).ToString());
        writer.WriteValues<int>(vector == null ? [] : vector.Dimensions.AsSpan());
    }

    public static DataViewType ReadType(this BinaryReader reader)
    {
        var name = reader.ReadString();
        var item = PrimitiveDataViewType.All.First(type => type.ToString() == name);
        return reader.ReadValues<int>() is { Length: > 0 } dimensions ? new VectorDataViewType(item, dimensions) : item;
    }

    public static void WriteValues<T>(this BinaryWriter writer, ReadOnlySpan<T> values)
    {
        writer.Write(values.Length);
        if (typeof(T) != typeof(ReadOnlyMemory<char>))
            writer.Write(Bytes(ref MemoryMarshal.GetReference(values), values.Length));
        else
        {
            foreach (var text in values)
                writer.Write(text.ToString());
        }
    }

    public static T[] ReadValues<T>(this BinaryReader reader)
    {
        var values = new T[reader.ReadInt32()];
        if (values is ReadOnlyMemory<char>[] texts)
        {
            for (int i = 0; i < texts.Length; i++)
                texts[i] = reader.ReadString().AsMemory();
        }
        else
            reader.BaseStream.ReadExactly(Bytes(ref MemoryMarshal.GetArrayDataReference(values), values.Length));
        return values;
    }

    static Span<byte> Bytes<T>(ref T first, int count) => MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref first), count * Unsafe.SizeOf<T>());
}
