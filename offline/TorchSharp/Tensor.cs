using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a native tensor: its lifetime and what it is; the other files have what it can do.</summary>
    public partial class Tensor : IDisposable
    {
        static long total;
        static long peak;
        internal nint handle;

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            if (handle == 0)
            {
                GC.SuppressFinalize(this);
                return;
            }
            var now = Interlocked.Increment(ref total);
            for (var seen = Volatile.Read(ref peak); now > seen; seen = Volatile.Read(ref peak))
                Interlocked.CompareExchange(ref peak, now, seen);
            if (register && DisposeScope.Current is { } scope)
            {
                scope.Add(this);
                OwningDisposeScope = scope;
            }
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process, whatever thread made them.</summary>
        public static long TotalCount => Interlocked.Read(ref total);

        public static long PeakCount => Interlocked.Read(ref peak);

        public string? name { get; set; }

        public bool IsInvalid => handle == 0;

        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("This tensor was disposed: it has no native handle.");

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var freed = Interlocked.Exchange(ref handle, 0);
            if (freed == 0)
                return;
            if (disposing)
                OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref total);
            Native.ts_free(freed);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Gives the native handle up to another managed object.</summary>
        internal nint MoveHandle()
        {
            var moved = Handle;
            handle = 0;
            Interlocked.Decrement(ref total);
            GC.SuppressFinalize(this);
            return moved;
        }

        public long Dimensions => Meta().Dims;
        public long dim() => Dimensions;
        public long ndim => Dimensions;
        public long NumberOfElements => Meta().Elements;
        public long numel() => NumberOfElements;
        public long ElementSize => Meta().ElementSize;
        public long element_size() => ElementSize;
        public ScalarType dtype => Meta().Type;
        public DeviceType device_type => Meta().DeviceType;
        public int device_index => Meta().DeviceIndex;
        public Device device => Meta() is var m ? new(m.DeviceType, m.DeviceIndex) : CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_leaf => Meta().Leaf;
        public bool is_contiguous() => Meta().Contiguous;
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public long[] shape => Meta().Shape;
        public long[] size() => shape;
        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];
        public long[] stride() => Meta().Strides;
        public long stride(int dim) => Meta().Strides[dim < 0 ? dim + (int)ndim : dim];

        public override string ToString() => IsInvalid ? "[disposed]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor target) =>
            ReferenceEquals(this, target) || (target is { IsInvalid: false } && !IsInvalid && dtype == target.dtype && shape.AsSpan().SequenceEqual(target.shape) && Equal.CallBool(this, target));

        public override int GetHashCode() => base.GetHashCode();

        static readonly Op Equal = new("equal");

        internal unsafe MetaData Meta()
        {
            long* m = stackalloc long[41];
            Native.ts_meta(Handle, m);
            GC.KeepAlive(this);
            var dims = (int)m[0];
            return new()
            {
                Dims = dims,
                Type = (ScalarType)m[1],
                DeviceType = (DeviceType)m[2],
                DeviceIndex = (int)m[3],
                Elements = m[4],
                RequiresGrad = m[5] != 0,
                Leaf = m[6] != 0,
                Contiguous = m[7] != 0,
                ElementSize = m[8],
                Shape = new Span<long>(m + 9, dims).ToArray(),
                Strides = new Span<long>(m + 25, dims).ToArray(),
            };
        }

        internal readonly struct MetaData
        {
            internal long Dims { get; init; }
            internal ScalarType Type { get; init; }
            internal DeviceType DeviceType { get; init; }
            internal int DeviceIndex { get; init; }
            internal long Elements { get; init; }
            internal bool RequiresGrad { get; init; }
            internal bool Leaf { get; init; }
            internal bool Contiguous { get; init; }
            internal long ElementSize { get; init; }
            internal long[] Shape { get; init; }
            internal long[] Strides { get; init; }
        }
    }
}
