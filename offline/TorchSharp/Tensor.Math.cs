namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        static readonly Op AbsOp = new("abs"), ExpOp = new("exp"), LogOp = new("log"), SqrtOp = new("sqrt"), RsqrtOp = new("rsqrt"), SigmoidOp = new("sigmoid"), TanhOp = new("tanh"),
            FloorOp = new("floor"), RoundOp = new("round"), PowS = new("pow", "Tensor_Scalar"), PowT = new("pow", "Tensor_Tensor"), ClampS = new("clamp"), ClampIS = new("clamp_"),
            MaximumOp = new("maximum"), MinimumOp = new("minimum"), MatmulOp = new("matmul"), ReluOp = new("relu"), ReluIOp = new("relu_"), LeakyOp = new("leaky_relu"), LeakyIOp = new("leaky_relu_");

        static readonly Op MeanAll = new("mean"), MeanDim = new("mean", "dim"), SumAll = new("sum"), SumDim = new("sum", "dim_IntList"), MaxAll = new("max"), MinAll = new("min"), MaxDim = new("max", "dim"),
            MinDim = new("min", "dim"), VarAll = new("var"), VarDim = new("var", "dim"), StdAll = new("std"), StdDim = new("std", "dim"), NormP = new("norm", "Scalar"), AllOp = new("all"), AnyOp = new("any"), AllDim = new("all", "dim"), AnyDim = new("any", "dim"),
            AmaxOp = new("amax"), AminOp = new("amin");

        static readonly Op GtT = new("gt", "Tensor"), GtS = new("gt", "Scalar"), GeT = new("ge", "Tensor"), GeS = new("ge", "Scalar"), LtT = new("lt", "Tensor"), LtS = new("lt", "Scalar"),
            LeT = new("le", "Tensor"), LeS = new("le", "Scalar"), EqT = new("eq", "Tensor"), EqS = new("eq", "Scalar"), NeT = new("ne", "Tensor"), NeS = new("ne", "Scalar"),
            NotOp = new("logical_not"), AndOp = new("logical_and"), OrOp = new("logical_or"), IsNan = new("isnan"), IsInf = new("isinf"), IsFinite = new("isfinite"), Allclose = new("allclose"), WhereOp = new("where", "self");

        public Tensor abs() => AbsOp.Call(this);
        public Tensor exp() => ExpOp.Call(this);
        public Tensor log() => LogOp.Call(this);
        public Tensor sqrt() => SqrtOp.Call(this);
        public Tensor rsqrt() => RsqrtOp.Call(this);
        public Tensor sigmoid() => SigmoidOp.Call(this);
        public Tensor tanh() => TanhOp.Call(this);
        public Tensor floor() => FloorOp.Call(this);
        public Tensor round(long decimals = 0L) => decimals == 0 ? RoundOp.Call(this) : new Op("round", "decimals").Call(this, decimals);
        public Tensor pow(Scalar exponent) => PowS.Call(this, exponent);
        public Tensor pow(Tensor exponent) => PowT.Call(this, exponent);
        public Tensor square() => pow(2);
        public Tensor relu() => ReluOp.Call(this);
        public Tensor relu_() => ReluIOp.InPlace(this);
        public Tensor leaky_relu(Scalar negative_slope) => LeakyOp.Call(this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => LeakyIOp.InPlace(this, negative_slope);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => ClampS.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => ClampIS.InPlace(this, min, max);
        public Tensor maximum(Tensor other) => MaximumOp.Call(this, other);
        public Tensor minimum(Tensor other) => MinimumOp.Call(this, other);
        public Tensor matmul(Tensor target) => MatmulOp.Call(this, target);

        public Tensor mean() => MeanAll.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => MeanDim.Call(this, dimensions, keepdim, type);
        public Tensor sum(ScalarType? type = null) => SumAll.Call(this, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, dim.ToArray(), keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, dim, keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, new[] { dim }, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, new[] { dim0, dim1 }, keepdim, type);
        public Tensor max() => MaxAll.Call(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => MaxDim.CallTwo(this, dim, keepdim);
        public Tensor min() => MinAll.Call(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => MinDim.CallTwo(this, dim, keepdim);
        public Tensor amax(params long[] dims) => AmaxOp.Call(this, dims);
        public Tensor amin(params long[] dims) => AminOp.Call(this, dims);
        public Tensor var(bool unbiased = true) => VarAll.Call(this, unbiased);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Typed(VarDim.Call(this, dimensions, unbiased, keepdim), type);
        public Tensor std(bool unbiased = true) => StdAll.Call(this, unbiased);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Typed(StdDim.Call(this, dimensions, unbiased, keepdim), type);
        public Tensor norm(float p = 2.0f) => NormP.Call(this, (double)p);

        public Tensor gt(Tensor target) => GtT.Call(this, target);
        public Tensor gt(Scalar target) => GtS.Call(this, target);
        public Tensor ge(Tensor target) => GeT.Call(this, target);
        public Tensor ge(Scalar target) => GeS.Call(this, target);
        public Tensor lt(Tensor target) => LtT.Call(this, target);
        public Tensor lt(Scalar target) => LtS.Call(this, target);
        public Tensor le(Tensor target) => LeT.Call(this, target);
        public Tensor le(Scalar target) => LeS.Call(this, target);
        public Tensor eq(Tensor target) => EqT.Call(this, target);
        public Tensor eq(Scalar target) => EqS.Call(this, target);
        public Tensor ne(Tensor target) => NeT.Call(this, target);
        public Tensor ne(Scalar target) => NeS.Call(this, target);
        public Tensor logical_not() => NotOp.Call(this);
        public Tensor logical_and(Tensor other) => AndOp.Call(this, other);
        public Tensor logical_or(Tensor other) => OrOp.Call(this, other);
        public Tensor all() => AllOp.Call(this);
        public Tensor all(long dim, bool keepdim = false) => AllDim.Call(this, dim, keepdim);
        public Tensor any() => AnyOp.Call(this);
        public Tensor any(long dim, bool keepdim = false) => AnyDim.Call(this, dim, keepdim);
        public Tensor isnan() => IsNan.Call(this);
        public Tensor isinf() => IsInf.Call(this);
        public Tensor isfinite() => IsFinite.Call(this);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => Allclose.CallBool(this, target, rtol, atol, equal_nan);
        public Tensor where(Tensor condition, Tensor y) => WhereOp.Call(condition, this, y);

        static Tensor Typed(Tensor tensor, ScalarType? type)
        {
            if (type is null || type == tensor.dtype)
                return tensor;
            using (tensor)
                return tensor.to_type(type.Value);
        }
    }

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);
    public static Tensor abs(Tensor input) => input.abs();
    public static Tensor exp(Tensor input) => input.exp();
    public static Tensor sqrt(Tensor input) => input.sqrt();
    public static Tensor square(Tensor input) => input.square();
    public static Tensor pow(Tensor input, Scalar exponent) => input.pow(exponent);
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
    public static Tensor mean(Tensor input) => input.mean();
    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);
    public static Tensor isnan(Tensor input) => input.isnan();
    public static Tensor isfinite(Tensor input) => input.isfinite();
    public static Tensor logical_not(Tensor input) => input.logical_not();
    public static Tensor logical_and(Tensor input, Tensor other) => input.logical_and(other);
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static bool allclose(Tensor input, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => input.allclose(target, rtol, atol, equal_nan);
}
