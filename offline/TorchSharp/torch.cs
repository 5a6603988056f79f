namespace TorchSharp;

public static partial class torch
{
    static readonly Op FullOp = new("full"), OnesLike = new("ones_like");

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Full(size, 0L, dtype, device, requires_grad);

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Full(size, 0L, dtype, device, requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Full(size, 1L, dtype, device, requires_grad);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Grad(OnesLike.Call(input, dtype, Arg.None, device), requires_grad);

    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full(size, value, dtype ?? (value.Value.kind == Kind.Double ? ScalarType.Float32 : ScalarType.Int64), device, requires_grad);

    static Tensor Full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype, Device? device, bool requiresGrad) =>
        Grad(FullOp.Call(size.ToArray(), value, dtype ?? (ScalarType?)ScalarType.Float32, Arg.None, device), requiresGrad);

    static Tensor Grad(Tensor tensor, bool requiresGrad) => requiresGrad ? tensor.requires_grad_() : tensor;

    public static DisposeScope NewDisposeScope() => DisposeScope.Begin();

    public static void set_num_threads(int num) => Native.Check(Native.ts_set_threads(num));

    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.ts_seed(seed));
        return new();
    }

    /// <summary>The random numbers of the CPU. There is one generator here: no operation takes another.</summary>
    public sealed class Generator : IDisposable
    {
        internal Generator()
        {
        }

        public void Dispose()
        {
        }
    }

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Native.ts_cuda_devices();

        /// <summary>Waits until a device, the current one by default, has done all it was given.</summary>
        public static void synchronize(Device? device = null) => Native.Check(Native.ts_cuda_synchronize(device?.index ?? -1));
    }
}
