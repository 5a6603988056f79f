namespace TorchSharp.Modules
{
    public sealed class BatchNorm2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        Parameter? ownWeight;
        Parameter? ownBias;
        torch.Tensor? ownMean;
        torch.Tensor? ownVar;
        torch.Tensor? ownCount;

        internal BatchNorm2d(long features, double eps, double? momentum, bool affine, bool track, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(BatchNorm2d))
        {
            (num_features, this.eps, this.momentum, this.affine, track_running_stats) = (features, eps, momentum, affine, track);
            if (affine)
            {
                weight = new(torch.ones([features], dtype, device));
                bias = new(torch.zeros([features], dtype, device));
            }
            if (track)
            {
                running_mean = torch.zeros([features], dtype, device);
                running_var = torch.ones([features], dtype, device);
                num_batches_tracked = torch.tensor(0L, device: device);
            }
        }

        public long num_features { get; }
        public double eps { get; set; }
        public double? momentum { get; set; }
        public bool affine { get; }
        public bool track_running_stats { get; }

        public Parameter weight
        {
            get => ownWeight!;
            set => ConditionallyRegisterParameter(nameof(weight), Put(ref ownWeight, value));
        }

        public Parameter? bias
        {
            get => ownBias;
            set => ConditionallyRegisterParameter(nameof(bias), Put(ref ownBias, value));
        }

        public torch.Tensor? running_mean
        {
            get => ownMean;
            set => ConditionallyRegisterBuffer(nameof(running_mean), Put(ref ownMean, value));
        }

        public torch.Tensor? running_var
        {
            get => ownVar;
            set => ConditionallyRegisterBuffer(nameof(running_var), Put(ref ownVar, value));
        }

        public torch.Tensor? num_batches_tracked
        {
            get => ownCount;
            set => ConditionallyRegisterBuffer(nameof(num_batches_tracked), Put(ref ownCount, value));
        }

        public void reset_running_stats()
        {
            running_mean?.zero_();
            running_var?.fill_(1);
            num_batches_tracked?.zero_();
        }

        public override torch.Tensor forward(torch.Tensor input)
        {
            if (input.ndim != 4)
                throw new ArgumentException($"expected 4D input, but got {input.ndim}D input");
            var factor = momentum ?? 0;
            if (training && track_running_stats && num_batches_tracked is { } count)
            {
                count.add_(1);
                factor = momentum ?? 1 / count.ToDouble();
            }
            var running = !training || track_running_stats;
            var ofBatch = training || (running_mean is null && running_var is null);
            return torch.nn.functional.batch_norm(input, running ? running_mean : null, running ? running_var : null, ownWeight, bias, ofBatch, factor, eps);
        }

        // the fields are registered under the names of the properties already
        protected override void RegisterComponents()
        {
        }

        static T? Put<T>(ref T? field, T? value) where T : torch.Tensor
        {
            if (ReferenceEquals(field, value))
                return value;
            field?.Dispose();
            value?.DetachFromDisposeScope();
            return field = value;
        }
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
