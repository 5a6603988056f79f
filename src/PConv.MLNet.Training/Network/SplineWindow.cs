using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>A window of <see cref="SplineInTension"/>'s side over every plane of a tensor.</summary>
static class SplineWindow
{
    /// <summary>
    /// Planes are convolved as channels, a group each: in libtorch 2.10 on a CPU quicker than planes in a batch from 128² on, with the
    /// backward pass a tenth of the time at 256².
    /// </summary>
    /// <param name="x">float [N, C, H, W]</param>
    /// <param name="window">float [5, 5]</param>
    /// <param name="padding">Zeros beyond the border.</param>
    public static Tensor Apply(Tensor x, IReadOnlyList<float> window, long padding)
    {
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var kernel = tensor([.. window], [1, 1, SplineInTension.Side, SplineInTension.Side], device: x.device).to_type(x.dtype)
            .expand(n * c, -1, -1, -1);
        var y = functional.conv2d(x.view(1, n * c, h, w), kernel, null, [1, 1], [padding, padding], null, n * c);
        return y.view(n, c, y.shape[2], y.shape[3]);
    }

    /// <summary>The same of planes that go on beyond their border as they are there.</summary>
    public static Tensor ApplyToTheBorder(Tensor x, IReadOnlyList<float> window)
    {
        const long Reach = SplineInTension.Reach;
        return Apply(functional.pad(x, [Reach, Reach, Reach, Reach], PaddingModes.Replicate), window, padding: 0);
    }
}
