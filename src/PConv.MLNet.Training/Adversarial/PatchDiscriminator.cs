using PConv.MLNet.Images;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>Classifies patches of an image as real or filled, with a small fully convolutional network as in Isola et al. 2017 (PatchGAN),
/// without normalization.</summary>
/// <remarks>
/// Shapes: image [N, 3, H, W] and mask [N, 1, H, W] give [N, 1, ⌊H / 8⌋, ⌊W / 8⌋]. The receptive field of an output is 38×38 pixels. H and
/// W are at least <see cref="SmallestSize"/>.
/// </remarks>
sealed class PatchDiscriminator : Module<Tensor, Tensor, Tensor>
{
    /// <summary>Minimum side of an image, in pixels.</summary>
    public const int SmallestSize = 8;

    const double NegativeSlope = .2; // Isola et al. 2017, appendix 6.1.2

    // the padding is 1
    static readonly (long Channels, long Kernel, long Stride)[] Layers = [(32, 4, 2), (64, 4, 2), (128, 4, 2), (1, 3, 1)];

    readonly Conv2d[] convolutions;

    /// <summary>Creates a discriminator with <c>Conv2d</c>'s default initialization, from Torch's generator.</summary>
    /// <param name="type">Element type of weights and images, 32-bit floats by default.</param>
    public PatchDiscriminator(ScalarType type = ScalarType.Float32)
        : base(nameof(PatchDiscriminator))
    {
        long[] inputs = [RgbImage.Channels + 1, .. Layers.Select(layer => layer.Channels)];
        convolutions =
            [.. Layers.Select((layer, i) => Conv2d(inputs[i], layer.Channels, layer.Kernel, layer.Stride, padding: 1, dtype: type))];
        for (var i = 0; i < convolutions.Length; i++)
        {
            register_module($"conv{i + 1}", convolutions[i]);
        }

        foreach (var parameter in parameters())
        {
            parameter.DetachFromDisposeScope(); // disposed with the network
        }
    }

    /// <summary>Computes D(I, M), which is high for patches that look real.</summary>
    /// <param name="image">I_gt or I_comp: float [N, 3, H, W], RGB, [0, 1].</param>
    /// <param name="mask">M: float [N, 1, H, W], 1 = valid.</param>
    public override Tensor forward(Tensor image, Tensor mask) => Judge(image, mask, frozen: false);

    /// <summary>Computes D(I, M) with gradients of the image but not of the weights.</summary>
    public Tensor Frozen(Tensor image, Tensor mask) => Judge(image, mask, frozen: true);

    /// <summary>Returns 1 for outputs whose receptive field contains a hole pixel, otherwise 0: [N, 1, H, W] to
    /// [N, 1, ⌊H / 8⌋, ⌊W / 8⌋].</summary>
    public static Tensor SeesHole(Tensor mask)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var seen =
            Layers.Aggregate(mask.OneMinus(),
                (hole, layer) => functional.max_pool2d(hole, [layer.Kernel, layer.Kernel], [layer.Stride, layer.Stride], [1, 1]));
        return seen.MoveToOuterDisposeScope();
    }

    Tensor Judge(Tensor image, Tensor mask, bool frozen)
    {
        CheckShapes(image, mask);
        using var scope = NewDisposeScope();
        var x = cat([image, mask], 1); // [N, 4, H, W]
        for (var i = 0; i < convolutions.Length; i++)
        {
            var (weight, bias) = ((Tensor)convolutions[i].weight, (Tensor)convolutions[i].bias!);
            x = functional.conv2d(x, frozen ? weight.detach() : weight, frozen ? bias.detach()
                : bias, [Layers[i].Stride, Layers[i].Stride], [1, 1]);
            x = i < convolutions.Length - 1 ? x.LeakyReluInPlace(NegativeSlope) : x;
        }

        return x.MoveToOuterDisposeScope();
    }

    static void CheckShapes(Tensor image, Tensor mask)
    {
        var (x, m) = (image.shape, mask.shape);
        if (x.Length != 4 || x[1] != RgbImage.Channels || !m.AsSpan().SequenceEqual([x[0], 1, x[2], x[3]])
            || Math.Min(x[2], x[3]) < SmallestSize)
        {
            throw new ArgumentException(
                $"Images are [{string.Join(", ", x)}] and mask [{string.Join(", ", m)}], expected [N, 3, H, W] and [N, 1, H, W] with H " +
                $"and W of at least {SmallestSize}.");
        }
    }
}
