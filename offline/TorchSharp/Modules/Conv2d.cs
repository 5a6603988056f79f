namespace TorchSharp.Modules
{
    public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        readonly Padding? paddingType;
        readonly long[] framePadding;
        Parameter? ownWeight;
        Parameter? ownBias;

        internal Conv2d(long inChannels, long outChannels, (long, long) kernel, (long, long) stride, (long, long)? padding, Padding? paddingType,
            (long, long) dilation, PaddingModes mode, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv2d))
        {
            if (groups <= 0 || inChannels % groups != 0 || outChannels % groups != 0)
                throw new ArgumentException($"{inChannels} and {outChannels} channels cannot be divided into {groups} groups.");
            (in_channels, out_channels, this.groups, padding_mode, this.paddingType) = (inChannels, outChannels, groups, mode, paddingType);
            (kernel_size, this.stride, this.dilation) = ([kernel.Item1, kernel.Item2], [stride.Item1, stride.Item2], [dilation.Item1, dilation.Item2]);
            this.padding = padding is { } p ? [p.Item1, p.Item2] : null;
            framePadding = this.padding is { } frame ? [frame[1], frame[1], frame[0], frame[0]] : [0, 0, 0, 0];
            if (mode != PaddingModes.Zeros && paddingType == Padding.Same)
                throw new NotSupportedException("Padding.Same goes with zeros only here.");
            weight = new(torch.empty([outChannels, inChannels / groups, kernel.Item1, kernel.Item2], dtype, device));
            if (bias)
                this.bias = new(torch.empty([outChannels], dtype, device));
            reset_parameters();
        }

        public long in_channels { get; }
        public long out_channels { get; }
        public long[] kernel_size { get; }
        public long[] stride { get; }
        public long[]? padding { get; }
        public long[] dilation { get; }
        public long groups { get; }
        public PaddingModes padding_mode { get; }

        public Parameter weight
        {
            get => ownWeight!;
            set
            {
                if (value == ownWeight)
                    return;
                ownWeight?.Dispose();
                ownWeight = (Parameter)value.DetachFromDisposeScope();
                ConditionallyRegisterParameter(nameof(weight), ownWeight);
            }
        }

        public Parameter? bias
        {
            get => ownBias;
            set
            {
                if (value == ownBias)
                    return;
                ownBias?.Dispose();
                ownBias = (Parameter?)value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(nameof(bias), ownBias);
            }
        }

        public void reset_parameters()
        {
            torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (bias is null)
                return;
            var bound = 1 / Math.Sqrt(torch.nn.init.Fans(weight).fanIn);
            torch.nn.init.uniform_(bias, -bound, bound);
        }

        public override torch.Tensor forward(torch.Tensor input)
        {
            var shape = input.shape;
            if (shape.Length is not (3 or 4) || shape[^3] != in_channels)
                throw new ArgumentException($"Expected 3D (unbatched) or 4D (batched) input with {in_channels} channels to Conv2d.");
            if (paddingType is { } type)
                return torch.nn.functional.conv2d_padding(input, weight, bias, stride, type, dilation, groups);
            if (padding_mode == PaddingModes.Zeros)
                return torch.nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
            using var framed = torch.nn.functional.pad(input, framePadding, padding_mode);
            return torch.nn.functional.conv2d(framed, weight, bias, stride, [0], dilation, groups);
        }

        // the fields are registered under the names of the properties already
        protected override void RegisterComponents()
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), null, (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), null, dilation ?? (1, 1), padding_mode, groups, bias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), null, padding, (dilation, dilation), padding_mode, groups, bias, device, dtype);
        }
    }
}
