namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public enum Reduction : long { None = 0, Mean = 1, Sum = 2 }

        public static partial class functional
        {
            static readonly Op Conv2dOp = new("conv2d"), Conv2dPadding = new("conv2d", "padding"), BatchNormOp = new("batch_norm"), NearestOp = new("upsample_nearest2d", "vec"), BilinearOp = new("upsample_bilinear2d", "vec"),
                BicubicOp = new("upsample_bicubic2d", "vec"), ConstantPadOp = new("constant_pad_nd"), ReplicationPad2d = new("replication_pad2d"), ReflectionPad2d = new("reflection_pad2d"), AvgPoolOp = new("avg_pool2d"), MaxPoolOp = new("max_pool2d"),
                L1Op = new("l1_loss"), MseOp = new("mse_loss");

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Conv2dOp.Call(input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Conv2dPadding.Call(input, weight, bias, strides ?? [1], padding == Padding.Same ? "same" : "valid", dilation ?? [1], groups);

            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? input.leaky_relu_(negative_slope).alias() : input.leaky_relu(negative_slope);

            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
            {
                if (size is null == scale_factor is null)
                    throw new ArgumentException("Give either a size or scale factors.");
                if (x.ndim != 4)
                    throw new NotSupportedException($"interpolate takes 4 dimensions here, not {x.ndim}.");
                if (scale_factor is { Length: 1 })
                    scale_factor = [scale_factor[0], scale_factor[0]];
                if (size is { Length: 1 })
                    size = [size[0], size[0]];
                if (recompute_scale_factor && scale_factor is not null)
                    (size, scale_factor) = ([(long)Math.Floor(x.size(2) * scale_factor[0]), (long)Math.Floor(x.size(3) * scale_factor[1])], null);
                return mode switch
                {
                    InterpolationMode.Nearest => NearestOp.Call(x, size, scale_factor),
                    InterpolationMode.Bilinear => BilinearOp.Call(x, size, align_corners ?? false, scale_factor),
                    InterpolationMode.Bicubic => BicubicOp.Call(x, size, align_corners ?? false, scale_factor),
                    _ => throw new NotSupportedException($"interpolate does nearest, bilinear and bicubic here, not {mode}."),
                };
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => ConstantPadOp.Call(input, pad, mode == PaddingModes.Zeros ? 0.0 : value),
                PaddingModes.Replicate => ReplicationPad2d.Call(input, pad),
                PaddingModes.Reflect => ReflectionPad2d.Call(input, pad),
                _ => throw new NotSupportedException($"pad does constant, replicate and reflect here, not {mode}."),
            };

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) =>
                AvgPoolOp.Call(input, new[] { kernel_size, kernel_size }, new[] { stride ?? kernel_size, stride ?? kernel_size }, new[] { padding, padding }, ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                AvgPoolOp.Call(input, kernel_size, stride ?? kernel_size, padding ?? [0], ceil_mode, count_include_pad);

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, [kernel_size, kernel_size], [stride ?? kernel_size, stride ?? kernel_size], [padding ?? 0, padding ?? 0], [dilation ?? 1, dilation ?? 1], ceil_mode);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                MaxPoolOp.Call(input, kernel_size, strides ?? kernel_size, padding ?? [0], dilation ?? [1], ceil_mode);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => L1Op.Call(input, target, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => MseOp.Call(input, target, (long)reduction);
        }
    }
}
