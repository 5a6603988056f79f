namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class init
        {
            public enum NonlinearityType { Linear = 0, Conv1D = 1, Conv2D = 2, Conv3D = 3, ConvTranspose1D = 4, ConvTranspose2D = 5, ConvTranspose3D = 6, Sigmoid = 7, Tanh = 8, ReLU = 9, LeakyReLU = 10 }

            public enum FanInOut { FanIn = 0, FanOut = 1 }

            static readonly Op NormalOp = new("normal_");

            public static Tensor zeros_(Tensor tensor)
            {
                using var _ = no_grad();
                return tensor.fill_(0);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out need at least two dimensions.");
                var fan = shape[mode == FanInOut.FanIn ? 1 : 0] * shape.Skip(2).Aggregate(1L, (x, y) => x * y);
                var gain = nonlinearity switch
                {
                    NonlinearityType.Tanh => 5.0 / 3.0,
                    NonlinearityType.ReLU => Math.Sqrt(2),
                    NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + a * a)),
                    _ => 1,
                };
                using var _ = no_grad();
                return NormalOp.InPlace(tensor, 0.0, gain / Math.Sqrt(fan));
            }
        }

        public static class utils
        {
            static readonly Op NormOp = new("norm", "Scalar"), StackOp = new("stack"), ScaleOp = new("mul_", "Scalar");

            /// <summary>Scales the gradients so that their common norm is at most max_norm; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Modules.Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                Tensor[] gradients = [.. tensors.Select(p => p.grad).OfType<Tensor>()];
                if (gradients.Length == 0)
                    return 0;
                // the norm of all is the norm of the norms, for the largest value too
                var norms = gradients.Select(g => NormOp.Call(g, norm_type).to(gradients[0].device)).ToArray();
                var total = NormOp.Call(StackOp.Call(norms, 0L), norm_type).to_type(ScalarType.Float64).item<double>();
                var factor = max_norm / (total + 1e-6);
                foreach (var g in factor < 1 ? gradients : [])
                    ScaleOp.InPlace(g, factor);
                return total;
            }
        }
    }
}
