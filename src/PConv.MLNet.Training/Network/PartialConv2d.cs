using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The partial convolution layer (Liu et al. 2018, eqs. (1) and (2)) over one or more groups of channels, each with its own
/// mask.</summary>
/// <remarks>
/// All channels of a group share one mask plane, so that sum(M) = Σ_g C_g · box(m_g). The result is that of a mask with all channels, at a
/// fraction of the cost. Zero padding counts as hole. The layer has no state between calls.
/// <para>Shapes: groups [N, C_g, H, W] with masks [N, 1, H, W] give [N, out, H', W'] with mask [N, 1, H', W'], H' = ⌈H / stride⌉ and
/// W' = ⌈W / stride⌉.</para>
/// <para>With <c>enlarge</c>, the first group is [N, C_0, H / 2, W / 2] with mask [N, 1, H / 2, W / 2], and is enlarged ×2 by nearest
/// neighbor.</para>
/// </remarks>
public sealed class PartialConv2d : Module<MaskedTensor[], MaskedTensor>
{
    readonly long[] groups;
    readonly long[] stride;
    readonly long[] padding;
    readonly double window;
    readonly bool partial;
    readonly Parameter weight;
    readonly Parameter? bias;
    readonly Tensor mask_kernel;
    readonly Tensor? spread;

    /// <summary>Creates a layer with He-normal weights and zero bias.</summary>
    /// <param name="groups">Number of channels of each input group: one group, or two with a skip connection.</param>
    /// <param name="outChannels">Number of output channels.</param>
    /// <param name="kernel">Side of the window in pixels, odd; the padding is kernel / 2.</param>
    /// <param name="stride">Stride of the window in pixels.</param>
    /// <param name="bias">Whether a bias is added where the window contains a valid pixel.</param>
    /// <param name="negativeSlope">Negative slope of the ReLU that follows, for the scale of the initial weights.</param>
    /// <param name="enlarge">Whether the first group has half the size and is enlarged; requires a stride of 1.</param>
    /// <param name="partial">False for a plain convolution without masks and renormalization.</param>
    /// <exception cref="ArgumentException">A number is not positive, the kernel is even, or <paramref name="enlarge"/> is set with another
    /// stride than 1.</exception>
    public PartialConv2d(long[] groups, long outChannels, long kernel, long stride = 1, bool bias = true, double negativeSlope = 0,
        bool enlarge = false, bool partial = true)
        : base(nameof(PartialConv2d))
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Length == 0 || groups.Min() < 1 || outChannels < 1 || kernel < 1 || kernel % 2 == 0 || stride < 1)
        {
            throw new ArgumentException(
                $"A partial convolution of [{string.Join(", ", groups)}] to {outChannels} channels, kernel {kernel}, stride {stride} is " +
                $"not possible: all must be positive, the kernel odd.");
        }

        if (enlarge && stride != 1)
        {
            throw new ArgumentException($"A layer that enlarges its first group has a stride of 1, got {stride}.");
        }

        this.groups = groups;
        this.partial = partial;
        this.stride = [stride, stride];
        padding = [kernel / 2, kernel / 2];
        window = groups.Sum() * kernel * kernel; // sum(1) of eq. (1)
        weight = new Parameter(init.kaiming_normal_(zeros([outChannels, groups.Sum(), kernel, kernel]), negativeSlope));
        this.bias = bias ? new Parameter(zeros([outChannels])) : null;
        // plane g has the value C_g
        mask_kernel =
            tensor([.. groups.SelectMany(channels => Enumerable.Repeat((float)channels, (int)(kernel * kernel)))],
                [1, groups.Length, kernel, kernel]);
        spread = enlarge ? EnlargedConvolution.Spread(kernel) : null;
        RegisterComponents();
        foreach (var own in new[] { weight, this.bias, mask_kernel, spread })
        {
            own?.DetachFromDisposeScope(); // disposed with the layer
        }
    }

    /// <summary>Convolution weights, float [out, Σ C_g, k, k].</summary>
    public Parameter Weight => weight;

    /// <summary>Bias, float [out]; null if the layer has none.</summary>
    public Parameter? Bias => bias;

    /// <summary>Convolves the valid pixels, eq. (1), and updates the mask, eq. (2).</summary>
    /// <exception cref="ArgumentException">The number or shapes of the groups differ from those of the layer.</exception>
    public override MaskedTensor forward(MaskedTensor[] input)
    {
        CheckShapes(input);
        using var scope = NewDisposeScope();
        if (!partial)
        {
            return Plain(input);
        }

        var (ratio, valid) = Renormalize(input); // [N, 1, H', W'] each
        var y = Convolve(input).mul_(ratio); // eq. (1)
        if (bias is not null)
        {
            y = y.PlusInPlace(bias.view(1, -1, 1, 1)).mul_(valid);
        }

        return new(y.MoveToOuterDisposeScope(), valid.MoveToOuterDisposeScope()) { Applied = true };
    }

    /// <summary>The plain convolution WᵀX + b, valid everywhere.</summary>
    MaskedTensor Plain(MaskedTensor[] input)
    {
        var y = Convolve(input);
        y = bias is null ? y : y.PlusInPlace(bias.view(1, -1, 1, 1));
        return new(y.MoveToOuterDisposeScope(), ones([y.shape[0], 1, y.shape[2], y.shape[3]], device: y.device)
            .MoveToOuterDisposeScope()) { Applied = true };
    }

    /// <summary>Wᵀ(X ⊙ M) of eq. (1), [N, out, H', W'].</summary>
    Tensor Convolve(MaskedTensor[] input)
    {
        var x = Array.ConvertAll(input, group => group.Applied ? group.Features : group.Features * group.Mask); // X ⊙ M
        if (spread is null)
        {
            return functional.conv2d(Join(x), weight, null, stride, padding);
        }

        if (groups.Length == 1)
        {
            return EnlargedConvolution.Apply(x[0], weight, spread);
        }

        var parts = weight.split([groups[0], groups[1..].Sum()], 1);
        return EnlargedConvolution.Apply(x[0], parts[0], spread)
            .PlusInPlace(functional.conv2d(Join(x[1..]), parts[1], null, stride, padding));
    }

    /// <summary>The factor sum(1) / sum(M) of eq. (1), 0 for windows without valid pixels, and the updated mask of eq. (2).</summary>
    (Tensor Ratio, Tensor Valid) Renormalize(MaskedTensor[] input)
    {
        using var noGradient = no_grad();
        var masks = Array.ConvertAll(input, group => group.Mask);
        masks[0] = spread is null ? masks[0] : functional.interpolate(masks[0], scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        var sum = functional.conv2d(Join(masks), mask_kernel, null, stride, padding); // sum(M), whole numbers
        var valid = sum.AtMostOne(); // eq. (2)
        return (window.Over(sum.AtLeast(1)) * valid, valid);
    }

    static Tensor Join(Tensor[] parts) => parts is [var one] ? one : cat(parts, 1);

    void CheckShapes(MaskedTensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != groups.Length)
        {
            throw new ArgumentException($"This layer reads {groups.Length} group(s) of channels, got {input.Length}.");
        }

        for (var g = 0; g < groups.Length; g++)
        {
            var (x, m) = (input[g].Features.shape, input[g].Mask.shape);
            if (x.Length != 4 || x[1] != groups[g] || !m.SequenceEqual([x[0], 1, x[2], x[3]]) || !Extent(g).SequenceEqual(Extent(0)))
            {
                var half = spread is null ? "" : ", the first with half of H and W";
                throw new ArgumentException(
                    $"Group {g} is [{string.Join(", ", x)}] with mask [{string.Join(", ", m)}], expected [N, {groups[g]}, H, W] with [N, " +
                    $"1, H, W] and the same N, H, W in all groups{half}.");
            }
        }

        // N, H and W of a group after enlargement
        long[] Extent(int g) => input[g].Features.shape is var x && spread is not null && g == 0 ? [x[0], 2 * x[2], 2 * x[3]]
            : [x[0], x[2], x[3]];
    }
}
