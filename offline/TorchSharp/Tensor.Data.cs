using System.Runtime.CompilerServices;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements in the order of the indices; for a tensor on another device those of a copy on the host.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item() needs exactly one element, this tensor has {NumberOfElements}.");
            return data<T>()[0];
        }

        /// <summary>The memory itself, not a copy: valid while the tensor is.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new NotImplementedException("bytes needs a contiguous tensor.");
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("bytes needs a tensor on the CPU: move it there first.");
                var count = NumberOfElements * ElementSize;
                return count <= int.MaxValue ? new(Pointer(), (int)count) : throw new ArgumentException("A span holds at most int.MaxValue bytes.");
            }
            set
            {
                if (value.Length != NumberOfElements * ElementSize)
                    throw new ArgumentException($"The tensor has {NumberOfElements * ElementSize} bytes, {value.Length} were given.");
                value.CopyTo(bytes);
            }
        }

        internal unsafe void* Pointer()
        {
            var p = Native.ts_data(Handle);
            if (p == null)
                Native.ThrowIfFailed();
            GC.KeepAlive(this);
            return p;
        }

        void ValidateType(Type wanted)
        {
            var held = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.Bool => typeof(bool),
                _ => null,
            };
            if (held != wanted)
                throw new ArgumentException($"{wanted.Name} is not compatible with {dtype}");
        }

        static readonly Op ItemOp = new("item");

        public Scalar ToScalar()
        {
            var value = ItemOp.CallNumber(this);
            return value.kind switch { Kind.Double => value.d, Kind.Bool => value.i != 0, _ => value.i };
        }

        public static explicit operator float(Tensor value) => (float)(double)value;
        public static explicit operator double(Tensor value) => value.ToScalar().ToDouble();
        public static explicit operator int(Tensor value) => (int)(long)value;
        public static explicit operator long(Tensor value) => value.ToScalar().ToInt64();
        public static explicit operator bool(Tensor value) => value.ToScalar().ToBoolean();
    }
}

public static class TensorConversions
{
    public static float ToSingle(this torch.Tensor value) => (float)value;
    public static double ToDouble(this torch.Tensor value) => (double)value;
    public static int ToInt32(this torch.Tensor value) => (int)value;
    public static long ToInt64(this torch.Tensor value) => (long)value;
    public static bool ToBoolean(this torch.Tensor value) => (bool)value;
}
