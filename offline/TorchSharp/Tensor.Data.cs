using System.Runtime.InteropServices;
using TorchSharp.Utils;

namespace TorchSharp
{
    public static partial class torch
    {
        public partial class Tensor
        {
            /// <summary>The elements in the order of the indices; for a tensor on another device those of a copy on the host.</summary>
            public TensorAccessor<T> data<T>() where T : unmanaged
            {
                var held = dtype switch
                {
                    ScalarType.Byte => typeof(byte),
                    ScalarType.Int32 => typeof(int),
                    ScalarType.Int64 => typeof(long),
                    ScalarType.Float32 => typeof(float),
                    ScalarType.Float64 => typeof(double),
                    ScalarType.Bool => typeof(bool),
                    _ => null,
                };
                return held == typeof(T) ? new(this) : throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
            }

            public T item<T>() where T : unmanaged => numel() == 1
                ? data<T>().ToArray()[0]
                : throw new ArgumentException($"item() needs exactly one element, this tensor has {numel()}.");

            /// <summary>The memory itself, without protection; only of a contiguous tensor on the host.</summary>
            public Span<byte> bytes => device.type != DeviceType.CPU
                ? throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.")
                : IsContiguous ? Memory() : throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");

            bool IsContiguous
            {
                get
                {
                    using var ordered = contiguous(); // itself, if it is
                    return Native.Check(Native.ts_data(ordered.Handle)) == Native.Check(Native.ts_data(Handle));
                }
            }

            /// <summary>The memory of a contiguous tensor on the host: valid while the tensor is.</summary>
            internal unsafe Span<byte> Memory() => new((void*)Native.Check(Native.ts_data(Handle)), checked((int)(numel() * ElementSize)));

            /// <summary>A detached tensor on the host with its elements in the order of their indices.</summary>
            internal Tensor OnHost()
            {
                using var detached = detach();
                using var local = detached.cpu();
                return local.contiguous();
            }
        }

        public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            FromSpan<float>(rawArray, ScalarType.Float32, dimensions, dtype, device, requires_grad);

        public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            FromSpan<double>(rawArray, ScalarType.Float64, dimensions, dtype, device, requires_grad);

        static unsafe Tensor FromSpan<T>(ReadOnlySpan<T> values, ScalarType held, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requiresGrad) where T : unmanaged
        {
            var count = 1L;
            foreach (var size in shape)
                count *= size;
            if (count != values.Length)
                throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}].");
            fixed (T* v = values)
            fixed (long* s = shape) // an empty span has no address; a tensor of no dimensions needs none
            {
                using var host = new Tensor(Native.Check(Native.ts_from_host(v, s, shape.Length, (int)held)), false);
                return Grad(host.To(dtype ?? held, device ?? CPU), requiresGrad);
            }
        }
    }
}

namespace TorchSharp.Utils
{
    /// <summary>Reads the elements of a tensor, also where its strides skip or reorder memory.</summary>
    public sealed class TensorAccessor<T> where T : unmanaged
    {
        readonly torch.Tensor tensor;

        internal TensorAccessor(torch.Tensor tensor) => this.tensor = tensor;

        public T[] ToArray()
        {
            using var host = tensor.OnHost();
            return MemoryMarshal.Cast<byte, T>(host.Memory()).ToArray();
        }
    }
}
