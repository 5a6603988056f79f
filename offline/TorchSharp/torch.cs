namespace TorchSharp;

public static partial class torch
{
    static readonly Op ZerosOp = new("zeros"), OnesOp = new("ones"), EmptyOp = new("empty", "memory_format"), FullOp = new("full"), ArangeOp = new("arange", "start_step"), RandOp = new("rand"), RandnOp = new("randn"),
        ZerosLike = new("zeros_like"), OnesLike = new("ones_like"), EmptyLike = new("empty_like"), FullLike = new("full_like"), RandLike = new("rand_like"), RandnLike = new("randn_like");

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(ZerosOp, size, dtype, device, requires_grad);
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(ZerosOp, size.ToArray(), dtype, device, requires_grad);
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(ZerosOp, [size], dtype, device, requires_grad);
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(ZerosOp, [rows, columns], dtype, device, requires_grad);
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(ZerosOp, [dim0, dim1, dim2], dtype, device, requires_grad);
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(ZerosOp, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(OnesOp, size, dtype, device, requires_grad);
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(OnesOp, size.ToArray(), dtype, device, requires_grad);
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(OnesOp, [size], dtype, device, requires_grad);
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(OnesOp, [rows, columns], dtype, device, requires_grad);
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(OnesOp, [dim0, dim1, dim2], dtype, device, requires_grad);
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(OnesOp, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(EmptyOp, size, dtype, device, requires_grad);
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Filled(EmptyOp, size.ToArray(), dtype, device, requires_grad);

    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Grad(FullOp.Call(size, value, dtype ?? (ScalarType?)(value.Type == ScalarType.Float64 ? ScalarType.Float32 : ScalarType.Int64), Arg.None, device), requires_grad);
    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(size.ToArray(), value, dtype, device, requires_grad);
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([size], value, dtype, device, requires_grad);
    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([rows, columns], value, dtype, device, requires_grad);
    public static Tensor full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([dim0, dim1, dim2], value, dtype, device, requires_grad);
    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(0, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(start, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        dtype ??= start.Type == ScalarType.Int64 && stop.Type == ScalarType.Int64 && step.Type == ScalarType.Int64 ? ScalarType.Int64 : ScalarType.Float32;
        return Grad(ArangeOp.Call(start, stop, step, dtype, Arg.None, device), requires_grad);
    }

    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandOp, size, dtype, device, requires_grad);
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandOp, size.ToArray(), dtype, device, requires_grad);
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandOp, [size], dtype, device, requires_grad);
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandOp, [rows, columns], dtype, device, requires_grad);
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandOp, [dim0, dim1, dim2], dtype, device, requires_grad);
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandOp, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandnOp, size, dtype, device, requires_grad);
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandnOp, size.ToArray(), dtype, device, requires_grad);
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandnOp, [size], dtype, device, requires_grad);
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandnOp, [rows, columns], dtype, device, requires_grad);
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandnOp, [dim0, dim1, dim2], dtype, device, requires_grad);
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => Filled(RandnOp, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like(ZerosLike, input, dtype, device, requires_grad);
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like(OnesLike, input, dtype, device, requires_grad);
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like(EmptyLike, input, dtype, device, requires_grad);
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like(RandLike, input, dtype, device, requires_grad);
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like(RandnLike, input, dtype, device, requires_grad);
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Grad(FullLike.Call(input, value, dtype, Arg.None, device), requires_grad);

    static Tensor Filled(Op op, long[] size, ScalarType? dtype, Device? device, bool requiresGrad) =>
        Grad(op.Call(size, dtype ?? (ScalarType?)ScalarType.Float32, Arg.None, device), requiresGrad);

    static Tensor Like(Op op, Tensor input, ScalarType? dtype, Device? device, bool requiresGrad) => Grad(op.Call(input, dtype, Arg.None, device), requiresGrad);

    static Tensor Grad(Tensor tensor, bool requiresGrad) => requiresGrad ? tensor.requires_grad_() : tensor;

    public static DisposeScope NewDisposeScope() => DisposeScope.Begin();

    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
