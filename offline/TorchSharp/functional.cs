namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class functional
        {
            static readonly Op Conv2dOp = new("conv2d"), ConvTranspose2dOp = new("conv_transpose2d", "input"), BatchNormOp = new("batch_norm"), NearestOp = new("upsample_nearest2d", "vec"), BilinearOp = new("upsample_bilinear2d", "vec"),
                PadOp = new("constant_pad_nd"), ReplicateOp = new("replication_pad2d"), AvgPoolOp = new("avg_pool2d"), MaxPoolOp = new("max_pool2d"),
                ReluOp = new("relu"), ReluInPlace = new("relu_"), LeakyOp = new("leaky_relu"), LeakyInPlace = new("leaky_relu_");

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Conv2dOp.Call(input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvTranspose2dOp.Call(input, weight, bias, strides ?? [1], padding ?? [0], output_padding ?? [0], groups, dilation ?? [1]);

            internal static Tensor BatchNorm(Tensor input, Tensor? mean, Tensor? variance, Tensor? weight, Tensor? bias, bool training, double momentum, double eps) =>
                BatchNormOp.Call(input, weight, bias, mean, variance, training, momentum, eps, false);

            public static Tensor relu(Tensor x, bool inplace = false) => (inplace ? ReluInPlace : ReluOp).Call(x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => (inplace ? LeakyInPlace : LeakyOp).Call(input, negative_slope);

            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
            {
                if (size is null == scale_factor is null)
                    throw new ArgumentException("Give either a size or scale factors.");
                if (x.shape is not [_, _, var height, var width])
                    throw new NotSupportedException($"interpolate takes 4 dimensions here, not {x.shape.Length}.");
                if (recompute_scale_factor && scale_factor is not null)
                    (size, scale_factor) = ([(long)Math.Floor(height * scale_factor[0]), (long)Math.Floor(width * scale_factor[1])], null);
                return mode switch
                {
                    InterpolationMode.Nearest => NearestOp.Call(x, size, scale_factor),
                    InterpolationMode.Bilinear => BilinearOp.Call(x, size, align_corners ?? false, scale_factor),
                    _ => throw new NotSupportedException($"interpolate does nearest and bilinear here, not {mode}."),
                };
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => PadOp.Call(input, pad, mode == PaddingModes.Zeros ? 0.0 : value),
                PaddingModes.Replicate when pad.Length == 4 => ReplicateOp.Call(input, pad),
                _ => throw new NotSupportedException($"pad does constants and repeats the borders of planes here, not {mode} of {pad.Length} numbers."),
            };

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                AvgPoolOp.Call(input, kernel_size, stride ?? kernel_size, padding ?? [0], ceil_mode, count_include_pad);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                MaxPoolOp.Call(input, kernel_size, strides ?? kernel_size, padding ?? [0], dilation ?? [1], ceil_mode);
        }
    }
}
