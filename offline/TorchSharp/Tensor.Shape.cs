namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        static readonly Op ViewOp = new("view"), ReshapeOp = new("reshape"), TransposeOp = new("transpose", "int"), SplitOp = new("split_with_sizes"), NarrowOp = new("narrow"), SelectOp = new("select", "int"), PermuteOp = new("permute"), ExpandOp = new("expand"),
            ContiguousOp = new("contiguous"), DetachOp = new("detach"), CloneOp = new("clone"), CopyOp = new("copy_"), FillOp = new("fill_", "Scalar"), ToOp = new("to", "dtype_layout");

        public Tensor view(params long[] shape) => ViewOp.Call(this, shape);
        public Tensor reshape(params long[] shape) => ReshapeOp.Call(this, shape);
        public Tensor transpose(long dim0, long dim1) => TransposeOp.Call(this, dim0, dim1);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => SplitOp.CallList(sizes.Length, this, sizes.ToArray(), dim);
        public Tensor[] split(long[] sizes, long dim = 0) => split((ReadOnlySpan<long>)sizes, dim);
        public Tensor narrow(long dim, long start, long length) => NarrowOp.Call(this, dim, start, length);
        public Tensor permute(params long[] permutation) => PermuteOp.Call(this, permutation);
        public Tensor expand(params long[] sizes) => ExpandOp.Call(this, sizes);
        public Tensor contiguous() => ContiguousOp.Call(this);
        public Tensor clone() => CloneOp.Call(this);
        public Tensor detach() => DetachOp.Call(this);

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get
            {
                using var a = SelectOp.Call(this, 0L, i1);
                using var b = SelectOp.Call(a, 0L, i2);
                using var c = SelectOp.Call(b, 0L, i3);
                return SelectOp.Call(c, 0L, i4);
            }
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => CopyOp.InPlace(this, source, nonBlocking);
        public Tensor fill_(Scalar value) => FillOp.InPlace(this, value);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(type, device, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => To(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor cpu() => to(CPU);

        internal Tensor To(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = ToOp.Call(this, (ScalarType?)type, Arg.None, device, Arg.None, non_blocking, copy);
            if (disposeAfter)
                Dispose();
            return result;
        }
    }

    static readonly Op CatOp = new("cat");

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => CatOp.Call(tensors.ToArray(), dim);
}
