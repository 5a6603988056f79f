using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<float>(rawArray, ScalarType.Float32, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<double>(rawArray, ScalarType.Float64, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<long>(rawArray, ScalarType.Int64, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<int>(rawArray, ScalarType.Int32, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<byte>(rawArray, ScalarType.Byte, [rawArray.Length], dtype, device, requires_grad);
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<bool>(rawArray, ScalarType.Bool, [rawArray.Length], dtype, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<float>(rawArray, ScalarType.Float32, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<double>(rawArray, ScalarType.Float64, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(long[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<long>(rawArray, ScalarType.Int64, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<int>(rawArray, ScalarType.Int32, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<byte>(rawArray, ScalarType.Byte, dimensions, dtype, device, requires_grad);
    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<bool>(rawArray, ScalarType.Bool, dimensions, dtype, device, requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => FromSpan<float>([scalar], ScalarType.Float32, [], null, device, requires_grad);
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<double>([scalar], ScalarType.Float64, [], dtype, device, requires_grad);
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<long>([scalar], ScalarType.Int64, [], dtype, device, requires_grad);
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) => FromSpan<int>([scalar], ScalarType.Int32, [], null, device, requires_grad);
    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) => FromSpan<byte>([scalar], ScalarType.Byte, [], null, device, requires_grad);
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromSpan<bool>([scalar], ScalarType.Bool, [], dtype, device, requires_grad);

    public static unsafe Tensor from_array(Array rawArray, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var type = rawArray switch
        {
            float[] or float[,] or float[,,] or float[,,,] => ScalarType.Float32,
            double[] or double[,] or double[,,] or double[,,,] => ScalarType.Float64,
            long[] or long[,] or long[,,] or long[,,,] => ScalarType.Int64,
            int[] or int[,] or int[,,] or int[,,,] => ScalarType.Int32,
            bool[] or bool[,] or bool[,,] or bool[,,,] => ScalarType.Bool,
            byte[] or byte[,] or byte[,,] or byte[,,,] => ScalarType.Byte,
            _ => throw new NotSupportedException($"from_array takes up to four dimensions of float, double, long, int, byte or bool, not {rawArray.GetType()}."),
        };
        long[] shape = [.. Enumerable.Range(0, rawArray.Rank).Select(rawArray.GetLongLength)];
        fixed (byte* p = &MemoryMarshal.GetArrayDataReference(rawArray))
            return Placed(p, type, shape, null, device, false);
    }

    static unsafe Tensor FromSpan<T>(ReadOnlySpan<T> values, ScalarType held, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requiresGrad) where T : unmanaged
    {
        var count = 1L;
        foreach (var size in shape)
            count *= size;
        if (count != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}].");
        fixed (T* p = values)
            return Placed(p, held, shape, dtype, device, requiresGrad);
    }

    static unsafe Tensor Placed(void* values, ScalarType held, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        var tensor = FromHost(values, held, shape);
        if ((dtype ?? held) != held || (device is not null && device.type != DeviceType.CPU))
            tensor = tensor.to(dtype ?? held, device ?? CPU, disposeAfter: true);
        return Grad(tensor, requiresGrad);
    }

    internal static unsafe Tensor FromHost(void* values, ScalarType type, ReadOnlySpan<long> shape)
    {
        // an empty span has no address; a tensor of no dimensions needs none
        fixed (long* s = shape)
            return new(Native.Check(Native.ts_from_host(values, s, shape.Length, (int)type)));
    }
}
