using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The partial convolution layer (Liu et al. 2018, eqs. 1 and 2) over one or more groups of channels with a mask each.</summary>
/// <remarks>
/// Within a group all channels share one mask plane, so that sum(M) = Σ_g C_g · box(m_g): the same numbers as a mask of all
/// channels, at a fraction of its cost. Zero padding counts as hole. The layer keeps no state between calls.
/// <para>Shapes: every group [N, C_g, H, W] with mask [N, 1, H, W] gives [N, out, H', W'] with mask [N, 1, H', W'], H' = ⌈H / stride⌉.</para>
/// </remarks>
public sealed class PartialConv2d : Module<Masked[], Masked>
{
    readonly long[] groups;
    readonly long[] stride;
    readonly long[] padding;
    readonly double window;
    readonly Parameter weight;
    readonly Parameter? bias;
    readonly Tensor mask_kernel;

    /// <summary>Makes a layer with He-normal weights and zero bias.</summary>
    /// <param name="groups">Channels of each input group; one number for a plain layer, two where a skip connection joins.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernel">Side of the window, odd; the padding is kernel / 2.</param>
    /// <param name="stride">Step of the window.</param>
    /// <param name="bias">Whether a bias is added where the window saw a valid pixel.</param>
    /// <param name="negativeSlope">Slope of the (leaky) ReLU that follows, for the initial scale.</param>
    public PartialConv2d(long[] groups, long outChannels, long kernel, long stride = 1, bool bias = true, double negativeSlope = 0)
        : base(nameof(PartialConv2d))
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Length == 0 || groups.Min() < 1 || outChannels < 1 || kernel < 1 || kernel % 2 == 0 || stride < 1)
        {
            throw new ArgumentException(
                $"A partial convolution of [{string.Join(", ", groups)}] to {outChannels} channels, kernel {kernel}, stride {stride} is not possible: all must be positive, the kernel odd.");
        }

        this.groups = groups;
        this.stride = [stride, stride];
        padding = [kernel / 2, kernel / 2];
        window = groups.Sum() * kernel * kernel; // sum(1) of eq. (1)
        weight = new Parameter(init.kaiming_normal_(zeros([outChannels, groups.Sum(), kernel, kernel]), negativeSlope));
        this.bias = bias ? new Parameter(zeros([outChannels])) : null;
        mask_kernel = cat([.. groups.Select(channels => full([1, 1, kernel, kernel], channels, float32))], 1); // [1, G, k, k], C_g in plane g
        RegisterComponents();
        foreach (var own in new[] { weight, this.bias, mask_kernel })
        {
            own?.DetachFromDisposeScope(); // they live as long as the layer
        }
    }

    /// <summary>Convolution weights, float [out, Σ C_g, k, k].</summary>
    public Parameter Weight => weight;

    /// <summary>Bias, float [out], or null.</summary>
    public Parameter? Bias => bias;

    /// <summary>Convolves the valid pixels and says where the result is valid.</summary>
    public override Masked forward(Masked[] input)
    {
        CheckShapes(input);
        using var scope = NewDisposeScope();
        var x = Join(input.Select(group => group.Features * group.Mask)); // X ⊙ M, [N, Σ C_g, H, W]
        var (ratio, valid) = Renormalise(Join(input.Select(group => group.Mask))); // [N, 1, H', W'] each
        var y = functional.conv2d(x, weight, null, stride, padding) * ratio; // eq. (1)
        if (bias is not null)
        {
            y = (y + bias.view(1, -1, 1, 1)) * valid;
        }

        return new(y.MoveToOuterDisposeScope(), valid.MoveToOuterDisposeScope());
    }

    /// <summary>The factor sum(1) / sum(M) of eq. (1), 0 where the window saw nothing, and the new mask of eq. (2).</summary>
    (Tensor Ratio, Tensor Valid) Renormalise(Tensor masks)
    {
        using var noGradient = no_grad();
        var sum = functional.conv2d(masks, mask_kernel, null, stride, padding); // sum(M), whole numbers
        var valid = sum.clamp(0, 1); // eq. (2)
        return (window / sum.clamp(1) * valid, valid);
    }

    static Tensor Join(IEnumerable<Tensor> parts) => parts.ToArray() is var all && all.Length == 1 ? all[0] : cat(all, 1);

    void CheckShapes(Masked[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Length != groups.Length)
        {
            throw new ArgumentException($"This layer reads {groups.Length} group(s) of channels, got {input.Length}.");
        }

        for (var g = 0; g < groups.Length; g++)
        {
            var (x, m) = (input[g].Features.shape, input[g].Mask.shape);
            if (x.Length != 4 || x[1] != groups[g] || !m.SequenceEqual([x[0], 1, x[2], x[3]]) || !x.AsSpan(2).SequenceEqual(input[0].Features.shape.AsSpan(2)))
            {
                throw new ArgumentException(
                    $"Group {g} is [{string.Join(", ", x)}] with mask [{string.Join(", ", m)}], expected [N, {groups[g]}, H, W] with [N, 1, H, W] and the same N, H, W in all groups.");
            }
        }
    }
}
