namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        static readonly Op AddT = new("add", "Tensor"), AddS = new("add", "Scalar"), SubT = new("sub", "Tensor"), SubS = new("sub", "Scalar"),
            RSubS = new("rsub", "Scalar"), MulT = new("mul", "Tensor"), MulS = new("mul", "Scalar"), DivT = new("div", "Tensor"), DivS = new("div", "Scalar"),
            NegOp = new("neg"), ReciprocalOp = new("reciprocal");

        static readonly Op AddIT = new("add_", "Tensor"), AddIS = new("add_", "Scalar"), SubIT = new("sub_", "Tensor"), SubIS = new("sub_", "Scalar"),
            MulIT = new("mul_", "Tensor"), MulIS = new("mul_", "Scalar"), DivIT = new("div_", "Tensor"), DivIS = new("div_", "Scalar"),
            DivModeT = new("div", "Tensor_mode"), DivModeS = new("div", "Scalar_mode"), DivIModeT = new("div_", "Tensor_mode"), DivIModeS = new("div_", "Scalar_mode"),
            AddcmulI = new("addcmul_"), AddcdivI = new("addcdiv_"), LerpT = new("lerp", "Tensor"), LerpIT = new("lerp_", "Tensor");

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);
        public static Tensor operator -(Scalar left, Tensor right) => RSubS.Call(right, left);
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);
        public static Tensor operator /(Scalar left, Tensor right)
        {
            using var inverse = ReciprocalOp.Call(right);
            return inverse.mul(left);
        }

        public static Tensor operator -(Tensor tensor) => tensor.neg();
        public static Tensor operator ~(Tensor left) => new Op("bitwise_not").Call(left);
        public static Tensor operator &(Tensor left, Tensor right) => new Op("bitwise_and", "Tensor").Call(left, right);
        public static Tensor operator |(Tensor left, Tensor right) => new Op("bitwise_or", "Tensor").Call(left, right);

        public Tensor add(Tensor target) => AddT.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => AddT.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => AddS.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => AddS.Call(this, scalar, alpha);
        public Tensor sub(Tensor target) => SubT.Call(this, target);
        public Tensor sub(Scalar target) => SubS.Call(this, target);
        public Tensor mul(Tensor target) => MulT.Call(this, target);
        public Tensor mul(Scalar target) => MulS.Call(this, target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? DivT.Call(this, target) : DivModeT.Call(this, target, rounding_mode.ToString());
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? DivS.Call(this, target) : DivModeS.Call(this, target, rounding_mode.ToString());
        public Tensor neg() => NegOp.Call(this);
        public Tensor negative() => neg();
        public Tensor reciprocal() => ReciprocalOp.Call(this);
        public Tensor lerp(Tensor end, Tensor weight) => LerpT.Call(this, end, weight);

        public Tensor add_(Tensor target) => AddIT.InPlace(this, target);
        public Tensor add_(Tensor target, Scalar alpha) => AddIT.InPlace(this, target, alpha);
        public Tensor add_(Scalar scalar) => AddIS.InPlace(this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => AddIS.InPlace(this, scalar, alpha);
        public Tensor sub_(Tensor target) => SubIT.InPlace(this, target);
        public Tensor sub_(Scalar target) => SubIS.InPlace(this, target);
        public Tensor mul_(Tensor target) => MulIT.InPlace(this, target);
        public Tensor mul_(Scalar target) => MulIS.InPlace(this, target);
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? DivIT.InPlace(this, target) : DivIModeT.InPlace(this, target, rounding_mode.ToString());
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? DivIS.InPlace(this, target) : DivIModeS.InPlace(this, target, rounding_mode.ToString());
        public Tensor lerp_(Tensor end, Tensor weight) => LerpIT.InPlace(this, end, weight);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => AddcmulI.InPlace(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => AddcdivI.InPlace(this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => AddcdivI.InPlace(this, tensor1, tensor2, value);
    }
}
