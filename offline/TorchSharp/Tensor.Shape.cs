namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        static readonly Op ViewOp = new("view"), ReshapeOp = new("reshape"), FlipOp = new("flip"), NarrowOp = new("narrow"), SliceOp = new("slice", "Tensor"), UnsqueezeOp = new("unsqueeze"), SqueezeAll = new("squeeze"),
            SqueezeDim = new("squeeze", "dim"), SelectOp = new("select", "int"), IndexSelectOp = new("index_select"), PermuteOp = new("permute"), TransposeOp = new("transpose", "int"), ContiguousOp = new("contiguous"),
            CloneOp = new("clone"), AliasOp = new("alias"), DetachOp = new("detach"), DetachIOp = new("detach_"), ExpandOp = new("expand"), RepeatOp = new("repeat"), FlattenOp = new("flatten", "using_ints"), CopyIOp = new("copy_"), FillIS = new("fill_", "Scalar"), ZeroIOp = new("zero_"),
            NormalIOp = new("normal_"), UniformIOp = new("uniform_"), MaskedFillIS = new("masked_fill_", "Scalar"), MaskedFillS = new("masked_fill", "Scalar"), ToType = new("to", "dtype"), ToLayout = new("to", "dtype_layout");

        public Tensor view(params long[] shape) => ViewOp.Call(this, shape);
        public Tensor reshape(params long[] shape) => ReshapeOp.Call(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => FlattenOp.Call(this, start_dim, end_dim);
        public Tensor flip(params long[] dims) => FlipOp.Call(this, dims);
        public Tensor narrow(long dim, long start, long length) => NarrowOp.Call(this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step) => SliceOp.Call(this, dim, start, finish, step);
        public Tensor unsqueeze(long dim) => UnsqueezeOp.Call(this, dim);
        public Tensor squeeze(long? dim = null) => dim is { } d ? SqueezeDim.Call(this, d) : SqueezeAll.Call(this);
        public Tensor select(long dim, long index) => SelectOp.Call(this, dim, index);
        public Tensor index_select(long dim, Tensor index) => IndexSelectOp.Call(this, dim, index);
        public Tensor permute(params long[] permutation) => PermuteOp.Call(this, permutation);
        public Tensor transpose(long dim0, long dim1) => TransposeOp.Call(this, dim0, dim1);
        public Tensor expand(params long[] sizes) => ExpandOp.Call(this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit) => ExpandOp.Call(this, sizes, isImplicit);
        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor repeat(params long[] sizes) => RepeatOp.Call(this, sizes);
        public Tensor contiguous() => ContiguousOp.Call(this);
        public Tensor clone() => CloneOp.Call(this);
        public Tensor alias() => AliasOp.Call(this);
        public Tensor detach() => DetachOp.Call(this);
        public Tensor detach_() => DetachIOp.InPlace(this);

        public Tensor this[long i1] => select(0, i1);
        public Tensor this[long i1, long i2] => Chain(i1, i2);
        public Tensor this[long i1, long i2, long i3] => Chain(i1, i2, i3);
        public Tensor this[long i1, long i2, long i3, long i4] => Chain(i1, i2, i3, i4);

        Tensor Chain(params ReadOnlySpan<long> indices)
        {
            var result = select(0, indices[0]);
            foreach (var index in indices[1..])
            {
                using var whole = result;
                result = whole.select(0, index);
            }
            return result;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => CopyIOp.InPlace(this, source, nonBlocking);
        public Tensor fill_(Scalar value) => FillIS.InPlace(this, value);
        public Tensor zero_() => ZeroIOp.InPlace(this);
        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFillS.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => MaskedFillIS.InPlace(this, mask, value);
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) => NormalIOp.InPlace(this, mean, std);
        public Tensor uniform_(double from, double to, Generator? generator = null) => UniformIOp.InPlace(this, from, to);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(ToType.Call(this, (ScalarType?)type, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(dtype, new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(ToLayout.Call(this, (ScalarType?)type, Arg.None, device, Arg.None, non_blocking, copy), disposeAfter);

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) =>
            device is null || device.type == DeviceType.CUDA ? to(device ?? CUDA, non_blocking: non_blocking) : throw new ArgumentException("Not a CUDA device.", nameof(device));

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);
        public Tensor @bool() => to_type(ScalarType.Bool);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);

        Tensor After(Tensor result, bool disposeThis)
        {
            if (disposeThis)
                Dispose();
            return result;
        }
    }

    static readonly Op CatOp = new("cat"), StackOp = new("stack");

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => CatOp.Call(tensors.ToArray(), dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => StackOp.Call(tensors.ToArray(), dim);

    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);
}
