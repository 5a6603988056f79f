namespace TorchSharp;

/// <summary>Tensors in a stream as the real library writes them: type, shape and bytes, whole numbers in base 128.</summary>
public static class TensorExtensionMethods
{
    public static Modules.Parameter AsParameter(this torch.Tensor tensor) => tensor as Modules.Parameter ?? new(tensor, tensor.requires_grad);

    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        using var detached = tensor.detach();
        using var local = detached.cpu();
        using var dense = local.contiguous();
        writer.Encode((long)dense.dtype);
        writer.Encode(dense.ndim);
        foreach (var size in dense.shape)
            writer.Encode(size);
        writer.Write(dense.bytes);
    }

    public static void Save(this torch.Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this torch.Tensor tensor, string location) => tensor.Save(File.Create(location));

    /// <summary>Overwrites the elements of a tensor of the same type and shape.</summary>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var read = Load(reader);
        if (skip)
            return;
        if (read.dtype != tensor.dtype)
            throw new ArgumentException($"Mismatched tensor data types: the stream has {read.dtype}, the target {tensor.dtype}.");
        if (!read.shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException($"Mismatched tensor shape: the stream has [{string.Join(", ", read.shape)}], the target [{string.Join(", ", tensor.shape)}].");
        using var _ = torch.no_grad();
        tensor.copy_(read);
    }

    public static torch.Tensor Load(BinaryReader reader, bool skip = false)
    {
        var type = (torch.ScalarType)reader.Decode();
        var shape = new long[reader.Decode()];
        for (var k = 0; k < shape.Length; k++)
            shape[k] = reader.Decode();
        var tensor = torch.empty(shape, type);
        try
        {
            reader.BaseStream.ReadExactly(tensor.bytes);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    internal static void Encode(this BinaryWriter writer, long value) => writer.Write7BitEncodedInt64(value);

    internal static long Decode(this BinaryReader reader) => reader.Read7BitEncodedInt64();
}
