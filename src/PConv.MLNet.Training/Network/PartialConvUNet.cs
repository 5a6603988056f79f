using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>A U-Net with partial convolutions (Liu et al. 2018, section 3.2), described by a <see cref="UNetSpec"/>.</summary>
/// <remarks>
/// Inputs are I: float [N, 3, H, W], RGB, [0, 1], already filled if the prior is <see cref="InitialFill.Given"/>, and M:
/// float [N, 1, H, W], 1 = valid. The output is I_out: float [N, 3, H, W], RGB, [0, 1], not clamped. H and W are multiples of
/// <see cref="UNetSpec.SizeMultiple"/>. The layers compute with values 2·I − 1.
/// </remarks>
public sealed class PartialConvUNet : Module<Tensor, Tensor, Tensor>
{
    readonly List<PartialConvBlock> encoder = [];
    readonly List<PartialConvBlock> decoder = [];
    readonly List<PartialConvBlock> head = [];

    /// <summary>Creates a network with random weights, drawn from Torch's generator (<c>torch.manual_seed</c>).</summary>
    public PartialConvUNet(UNetSpec spec)
        : base(nameof(PartialConvUNet))
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        foreach (var (row, groups) in spec.LayerGroups())
        {
            var part = encoder.Count < spec.Levels ? encoder : decoder.Count < spec.Levels ? decoder : head;
            var block = new PartialConvBlock(row, groups, enlarge: part == decoder, partial: spec.Convolution == ConvolutionKind.Partial);
            register_module(row.Name, block);
            part.Add(block);
        }

        if (spec.Prior != InitialFill.None)
        {
            init.zeros_(Blocks.Last().Block.Conv.Weight); // the untrained network returns the prior
        }
    }

    /// <summary>The specification of the network.</summary>
    public UNetSpec Spec { get; }

    /// <summary>The blocks with their table rows, in the order of the table.</summary>
    internal IEnumerable<(LayerSpec Row, PartialConvBlock Block)> Blocks =>
        Spec.Rows.Zip([.. encoder, .. decoder, .. head]);

    /// <summary>Whether the encoder's batch normalization uses its running statistics during training too, as in the paper's second phase
    /// (section 4).</summary>
    /// <remarks>Takes effect with the next call of <see cref="train"/>. Scale and shift are still trained. The decoder is not
    /// affected.</remarks>
    public bool FreezesEncoderNorm { get; set; }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        foreach (var block in FreezesEncoderNorm ? encoder : [])
        {
            block.Norm?.eval();
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor image, Tensor mask)
    {
        CheckShapes(image, mask);
        using var scope = NewDisposeScope();
        var whole = image.Times(2).Plus(-1);
        var known = new MaskedTensor(whole * mask, mask) { Applied = true };
        MaskedTensor[] input = Spec.Prior == InitialFill.None ? [known] : [known, new(Prior(), ones_like(mask)) { Applied = true }];
        var x = input;
        var skips = new Stack<MaskedTensor[]>();
        foreach (var block in encoder)
        {
            skips.Push(x);
            x = [block.call(x)]; // [N, C, H/2, W/2]
        }

        foreach (var block in decoder)
        {
            x = [block.call([.. x, .. skips.Pop()])]; // [N, C, 2H, 2W]
        }

        foreach (var block in head)
        {
            x = [block.call(x)];
        }

        var y = Spec.Prior == InitialFill.None ? x[0].Features : x[0].Features.Plus(input[1].Features);
        y = Spec.Refinement == FillRefinement.ThinPlate ? Refine(y) : y;
        return y.Plus(1).Over(2).MoveToOuterDisposeScope();

        Tensor Prior() => Spec.Prior == InitialFill.Given ? whole : FillPyramid.Fill(known, Spec.Levels, Spec.Prior);

        Tensor Refine(Tensor fill)
        {
            var hole = mask.OneMinus();
            return ThinPlate.Refine(known.Features.Plus(fill * hole), hole, Spec.Levels);
        }
    }

    void CheckShapes(Tensor image, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        var (x, m) = (image.shape, mask.shape);
        if (x.Length != 4 || x[1] != RgbImage.Channels || !m.SequenceEqual([x[0], 1, x[2], x[3]]))
        {
            throw new ArgumentException(
                $"Image is [{string.Join(", ", x)}] and mask [{string.Join(", ", m)}], expected [N, 3, H, W] and [N, 1, H, W] with 1 = " +
                $"valid.");
        }

        if (x[2] % Spec.SizeMultiple != 0 || x[3] % Spec.SizeMultiple != 0)
        {
            throw new ArgumentException(
                $"Image is {x[3]}×{x[2]}, but {Spec.Levels} levels need sides that are multiples of {Spec.SizeMultiple}. Pad with mask 0.");
        }
    }
}
