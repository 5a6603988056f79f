namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a native tensor: its lifetime and what it is; the other files have what it can do.</summary>
    public partial class Tensor : IDisposable
    {
        const int Head = 6;
        static long total;
        nint handle;

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            Interlocked.Increment(ref total);
            if (register)
                DisposeScope.Register(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process, whatever thread made them.</summary>
        public static long TotalCount => Interlocked.Read(ref total);

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
                DisposeScope.Detach(this);
            Interlocked.Decrement(ref total);
            Native.ts_free(freed);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            DisposeScope.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            DisposeScope.Detach(this);
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

        public ScalarType dtype => (ScalarType)Meta()[0];
        public Device device => Meta() is var m ? new((DeviceType)m[1], (int)m[2]) : CPU;
        public long numel() => Meta()[3];
        public bool requires_grad => Meta()[4] != 0;
        internal long ElementSize => Meta()[5];
        public long[] shape => Meta()[Head..];

        unsafe long[] Meta()
        {
            long* m = stackalloc long[Head + 16];
            var dims = Native.ts_meta(Handle, m);
            GC.KeepAlive(this);
            return new Span<long>(m, Head + dims).ToArray();
        }
    }
}
