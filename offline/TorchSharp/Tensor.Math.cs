namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        static readonly Op AddT = new("add", "Tensor"), AddS = new("add", "Scalar"), SubT = new("sub", "Tensor"), SubS = new("sub", "Scalar"), RSubS = new("rsub", "Scalar"),
            MulT = new("mul", "Tensor"), MulS = new("mul", "Scalar"), DivT = new("div", "Tensor"), DivS = new("div", "Scalar"), ReciprocalOp = new("reciprocal"),
            AddInPlace = new("add_", "Tensor"), MulInPlace = new("mul_", "Tensor"), MatMulOp = new("matmul"),
            AbsOp = new("abs"), PowOp = new("pow", "Tensor_Scalar"), SqrtOp = new("sqrt"), Log1pOp = new("log1p"), ClampOp = new("clamp"), MeanOp = new("mean"), BmmOp = new("bmm"), SumAll = new("sum"), SumDim = new("sum", "dim_IntList");

        public static Tensor operator +(Tensor left, Tensor right) => AddT.Call(left, right);
        public static Tensor operator +(Tensor left, Scalar right) => AddS.Call(left, right);
        public static Tensor operator -(Tensor left, Tensor right) => SubT.Call(left, right);
        public static Tensor operator -(Tensor left, Scalar right) => SubS.Call(left, right);
        public static Tensor operator -(Scalar left, Tensor right) => RSubS.Call(right, left);
        public static Tensor operator *(Tensor left, Tensor right) => MulT.Call(left, right);
        public static Tensor operator *(Tensor left, Scalar right) => MulS.Call(left, right);
        public static Tensor operator *(Scalar left, Tensor right) => MulS.Call(right, left);
        public static Tensor operator /(Tensor left, Tensor right) => DivT.Call(left, right);
        public static Tensor operator /(Tensor left, Scalar right) => DivS.Call(left, right);
        public static Tensor operator /(Scalar left, Tensor right)
        {
            using var inverse = ReciprocalOp.Call(right);
            return inverse * left;
        }

        public Tensor bmm(Tensor batch2) => BmmOp.Call(this, batch2);
        public Tensor add_(Tensor target) => AddInPlace.InPlace(this, target);
        public Tensor mul_(Tensor target) => MulInPlace.InPlace(this, target);
        public Tensor matmul(Tensor target) => MatMulOp.Call(this, target);
        public Tensor abs() => AbsOp.Call(this);
        public Tensor pow(Scalar exponent) => PowOp.Call(this, exponent);
        public Tensor square() => PowOp.Call(this, 2L);
        public Tensor sqrt() => SqrtOp.Call(this);
        public Tensor log1p() => Log1pOp.Call(this);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => ClampOp.Call(this, min, max);
        public Tensor mean() => MeanOp.Call(this);
        public Tensor sum(ScalarType? type = null) => SumAll.Call(this, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, dim.ToArray(), keepdim, type);
    }
}
