namespace TorchSharp.Modules
{
    /// <summary>Normalises by the batch in training, by the running statistics, if it keeps them, in evaluation.</summary>
    public sealed class BatchNorm2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        readonly double eps;
        readonly double momentum;

        internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(BatchNorm2d))
        {
            (this.eps, this.momentum) = (eps, momentum);
            using var scope = torch.NewDisposeScope();
            if (affine)
                (weight, bias) = (new(torch.ones([features], dtype, device)), new(torch.zeros([features], dtype, device)));
            if (track)
                (running_mean, running_var) = (torch.zeros([features], dtype, device), torch.ones([features], dtype, device));
            foreach (var tensor in new[] { weight, bias, running_mean, running_var })
                tensor?.DetachFromDisposeScope();
            RegisterComponents();
        }

        public Parameter? weight { get; }
        public Parameter? bias { get; }
        public torch.Tensor? running_mean { get; }
        public torch.Tensor? running_var { get; }

        public override torch.Tensor forward(torch.Tensor input) => input.shape.Length == 4
            ? torch.nn.functional.BatchNorm(input, running_mean, running_var, weight, bias, training || running_mean is null, momentum, eps)
            : throw new ArgumentException($"expected 4D input, but got {input.shape.Length}D input");
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
