namespace TorchSharp;

/// <summary>Tensors in a stream as the real library writes them: type, shape and bytes, whole numbers in base 128.</summary>
static class TensorSerialization
{
    internal static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        using var host = tensor.OnHost();
        writer.Write7BitEncodedInt64((long)host.dtype);
        writer.Write7BitEncodedInt64(host.shape.Length);
        foreach (var size in host.shape)
            writer.Write7BitEncodedInt64(size);
        writer.Write(host.Memory());
    }

    /// <summary>Overwrites the elements of a tensor of the same type and shape.</summary>
    internal static void Load(this torch.Tensor tensor, BinaryReader reader)
    {
        var type = (torch.ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (var k = 0; k < shape.Length; k++)
            shape[k] = reader.Read7BitEncodedInt64();
        if (type != tensor.dtype)
            throw new ArgumentException($"Mismatched tensor data types: the stream has {type}, the target {tensor.dtype}.");
        if (!shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException($"Mismatched tensor shape: the stream has [{string.Join(", ", shape)}], the target [{string.Join(", ", tensor.shape)}].");
        using var read = torch.zeros(shape, type);
        reader.BaseStream.ReadExactly(read.Memory());
        using var _ = torch.no_grad();
        tensor.copy_(read);
    }
}
