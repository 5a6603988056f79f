namespace PConv.MLNet.Training.Tests;

/// <summary>Eqs. (1) and (2) as they stand in the paper, window by window, in double, with a mask of all C channels.</summary>
static class NaivePartialConv
{
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="m">[N, C, H, W]</param>
    /// <param name="weight">[out, C, k, k]</param>
    /// <param name="bias">[out], or null</param>
    public static (double[] Y, double[] Mask) Forward(double[] x, double[] m, double[] weight, double[]? bias,
        int n, int c, int h, int w, int outChannels, int k, int stride)
    {
        var (oh, ow, pad) = ((h + stride - 1) / stride, (w + stride - 1) / stride, k / 2);
        var (result, mask) = (new double[n * outChannels * oh * ow], new double[n * oh * ow]);
        for (var item = 0; item < n; item++)
        {
            for (var o = 0; o < oh * ow; o++)
            {
                var sum = new double[outChannels];
                var valid = 0.0; // sum(M)
                for (var i = 0; i < c * k * k; i++)
                {
                    var (y, xx) = (o / ow * stride + i / k % k - pad, o % ow * stride + i % k - pad);
                    if (y < 0 || y >= h || xx < 0 || xx >= w)
                    {
                        continue; // padding is hole
                    }

                    var at = ((item * c + i / (k * k)) * h + y) * w + xx;
                    valid += m[at];
                    for (var to = 0; to < outChannels; to++)
                    {
                        sum[to] += weight[to * c * k * k + i] * x[at] * m[at];
                    }
                }

                mask[item * oh * ow + o] = valid > 0 ? 1 : 0; // eq. (2)
                for (var to = 0; to < outChannels && valid > 0; to++)
                {
                    result[(item * outChannels + to) * oh * ow + o] = sum[to] * (c * k * k / valid) + (bias?[to] ?? 0); // eq. (1)
                }
            }
        }

        return (result, mask);
    }
}
