using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Networks;

/// <summary>Activation after a layer's convolution and normalization.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Activation>))]
public enum Activation
{
    /// <summary>No activation.</summary>
    None,

    /// <summary>max(0, x): the paper's encoder.</summary>
    ReLU,

    /// <summary>x for x ≥ 0, else 0.2 · x: the paper's decoder.</summary>
    LeakyReLU,
}

/// <summary>Initial fill that a network starts from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InitialFill>))]
public enum InitialFill
{
    /// <summary>None: the paper's network.</summary>
    None,

    /// <summary>
    /// Pull-push (Gortler et al., The Lumigraph, 1996, section 3.6): known colors are averaged down a pyramid and interpolated back up. The
    /// network reads the fill as an additional group of channels, valid everywhere, and adds its output to it.
    /// </summary>
    PullPush,

    /// <summary>
    /// A pyramid as in <see cref="PullPush"/>, whose unknown colors relax towards a spline in tension (<see cref="SplineInTension"/>) and
    /// then diffuse along edges (<see cref="EdgeEnhancingDiffusion"/>), on every level except full size. Used by the network in the same
    /// way.
    /// </summary>
    EdgeEnhancing,

    /// <summary>A fill that the caller supplies in the holes of the image; used by the network in the same way.</summary>
    Given,
}

/// <summary>Refinement of a network's fill, without training.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FillRefinement>))]
public enum FillRefinement
{
    /// <summary>No refinement: the paper's network.</summary>
    None,

    /// <summary>Moves the fill towards the thin plate through the known colors (<see cref="ThinPlateRefinement"/>).</summary>
    ThinPlate,
}

/// <summary>Type of convolution in a network's layers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConvolutionKind>))]
public enum ConvolutionKind
{
    /// <summary>Partial convolutions: only valid pixels, renormalized, with a growing valid region (eqs. 1 and 2).</summary>
    Partial,

    /// <summary>
    /// Plain convolutions over an image with mid-gray holes (127.5 of 255) and zero padding: Conv, the baseline in the paper (section 4.3).
    /// </summary>
    Plain,
}

/// <summary>One row of the paper's architecture table.</summary>
/// <param name="Name">Name of the layer, such as <c>PConv1</c>, which is also the prefix of its weights' names.</param>
/// <param name="Kernel">Side of the square window, odd. Padding is Kernel / 2.</param>
/// <param name="Stride">2 in the encoder, 1 in the decoder.</param>
/// <param name="OutChannels">Channels of the output.</param>
/// <param name="BatchNorm">Whether batch normalization follows the convolution, which then has no bias.</param>
/// <param name="Activation">Activation of the output.</param>
public sealed record LayerSpec(string Name, int Kernel, int Stride, int OutChannels, bool BatchNorm, Activation Activation);

/// <summary>A layer with its groups of input channels; each group has a one-channel mask.</summary>
/// <param name="Spec">The row.</param>
/// <param name="Groups">Channels of each group: the previous layer (upsampled in the decoder), the skip connection, the prior. A head row
/// has one group.</param>
sealed record LayerShape(LayerSpec Spec, IReadOnlyList<int> Groups)
{
    /// <summary>Number of input channels of all groups.</summary>
    public int InChannels => Groups.Sum();
}

/// <summary>Specification of a partial-convolution U-Net: encoder rows that halve the size, decoder rows that double it and join the skip
/// connection, and optional head rows at full size.</summary>
/// <remarks>The last decoder row joins the masked image (and the prior). The last row outputs RGB. Source: Liu et al. 2018, section 3.2 and
/// the table in its supplement.</remarks>
public sealed record UNetSpec
{
    /// <summary>Slope of <see cref="Activation.LeakyReLU"/> for negative values.</summary>
    public const float LeakySlope = .2f;

    /// <summary>ε of batch normalization.</summary>
    public const float BatchNormEpsilon = 1e-5f;

    /// <summary>Number of times <see cref="InitialFill.PullPush"/> averages a level's unknown pixels over 3×3 on the way up.</summary>
    public const int PullPushSmoothings = 3;

    /// <summary>Smallest divisor in a prior, used where nothing is known.</summary>
    public const float PriorEpsilon = 1e-6f;

    /// <summary>Creates and validates a specification.</summary>
    /// <exception cref="ArgumentException">A row is invalid; the message names it.</exception>
    [JsonConstructor]
    public UNetSpec(IReadOnlyList<LayerSpec> encoder, IReadOnlyList<LayerSpec> decoder, InitialFill prior = InitialFill.None,
        IReadOnlyList<LayerSpec>? head = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        (Encoder, Decoder, Prior, Head) = (encoder, decoder, prior, head ?? []);
        Validate();
    }

    /// <summary>Encoder rows, from the image down.</summary>
    public IReadOnlyList<LayerSpec> Encoder { get; }

    /// <summary>Decoder rows, from the bottleneck up; as many as in the encoder.</summary>
    public IReadOnlyList<LayerSpec> Decoder { get; }

    /// <summary>Head rows at full size after the decoder; none in the paper.</summary>
    public IReadOnlyList<LayerSpec> Head { get; }

    /// <summary>All rows in the order they run.</summary>
    [JsonIgnore]
    public IEnumerable<LayerSpec> Rows => [.. Encoder, .. Decoder, .. Head];

    /// <summary>Initial fill; none in the paper.</summary>
    public InitialFill Prior { get; internal init; }

    /// <summary>Type of convolution; partial by default.</summary>
    public ConvolutionKind Convolution { get; init; }

    /// <summary>Refinement of the fill; none by default.</summary>
    public FillRefinement Refinement { get; init; }

    /// <summary>Number of times the size is halved.</summary>
    [JsonIgnore]
    public int Levels => Encoder.Count;

    /// <summary>Both sides of the network's input must be multiples of this: 2^Levels.</summary>
    [JsonIgnore]
    public int SizeMultiple => 1 << Levels;

    /// <summary>The paper's network: PConv1–16, 32.9 million weights, 2×2 bottleneck at 512².</summary>
    public static UNetSpec Paper { get; } = Build([64, 128, 256, 512, 512, 512, 512, 512], InitialFill.None);

    /// <summary>The paper's architecture at another width and depth; widths double from <paramref name="width"/> up to eight times
    /// that.</summary>
    /// <param name="width">Channels of the first layer (64 in the paper).</param>
    /// <param name="levels">Number of halvings (8 in the paper), 2 to 10.</param>
    /// <param name="prior">Initial fill.</param>
    /// <param name="convolution">Type of convolution.</param>
    /// <param name="head">Number of decoder output channels at full size, which one further row converts to the image; 0 for no head, as in
    /// the paper.</param>
    public static UNetSpec WithWidth(int width, int levels = 8, InitialFill prior = InitialFill.None,
        ConvolutionKind convolution = ConvolutionKind.Partial, int head = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(head);
        if (levels is < 2 or > 10)
        {
            throw new ArgumentOutOfRangeException(nameof(levels), $"A U-Net of {levels} levels is not possible. Take 2 to 10.");
        }

        return Build([.. Enumerable.Range(0, levels).Select(i => width << Math.Min(i, 3))], prior, head) with { Convolution = convolution };
    }

    /// <summary>All layers in execution order, each with the channels of its groups of inputs: the previous layer (upsampled in the
    /// decoder), the skip connection, the prior. Each group has a one-channel mask.</summary>
    public IEnumerable<(LayerSpec Spec, IReadOnlyList<int> Groups)> LayerGroups() => Layers().Select(layer => (layer.Spec, layer.Groups));

    /// <summary>All layers in execution order, with their input channels.</summary>
    internal IEnumerable<LayerShape> Layers()
    {
        int[] image = Prior == InitialFill.None ? [RgbImage.Channels] : [RgbImage.Channels, RgbImage.Channels];
        var channels = 0;
        foreach (var row in Encoder)
        {
            yield return new(row, channels == 0 ? image : [channels]);
            channels = row.OutChannels;
        }

        for (var i = 0; i < Decoder.Count; i++)
        {
            var level = Levels - 2 - i;
            yield return new(Decoder[i], level < 0 ? [channels, .. image] : [channels, Encoder[level].OutChannels]);
            channels = Decoder[i].OutChannels;
        }

        foreach (var row in Head)
        {
            yield return new(row, [channels]);
            channels = row.OutChannels;
        }
    }

    /// <summary>The masks after each encoder layer, starting at the image: how far the network sees into a hole, computed without
    /// running it.</summary>
    /// <param name="mask">The image's mask.</param>
    public IReadOnlyList<Mask> EncoderMasks(Mask mask) => MaskUpdate.EncoderMasks(this, mask);

    /// <summary>The mask after one layer (eq. (2) of the paper): valid where the window contains a valid pixel. Pixels beyond the edges
    /// count as holes.</summary>
    /// <param name="mask">The layer's mask, [H, W].</param>
    /// <param name="kernel">Side of the window, odd.</param>
    /// <param name="stride">Step of the window.</param>
    /// <returns>A mask of ⌈W / stride⌉ × ⌈H / stride⌉.</returns>
    /// <exception cref="ArgumentException">The window is even or smaller than 1, or the step is smaller than 1.</exception>
    public static Mask UpdatedMask(Mask mask, int kernel, int stride = 1) => MaskUpdate.Apply(mask, kernel, stride);

    /// <summary>The specification as JSON, as stored in weights files and checkpoints.</summary>
    public string ToJson() => UNetSpecJson.Write(this);

    /// <summary>Parses the output of <see cref="ToJson"/>.</summary>
    public static UNetSpec FromJson(string json) => UNetSpecJson.Read(json);

    static UNetSpec Build(int[] widths, InitialFill prior, int head = 0)
    {
        var encoder = widths.Select((width, i) => new LayerSpec(
            $"PConv{i + 1}", i switch { 0 => 7, 1 or 2 => 5, _ => 3 }, 2, width, BatchNorm: i > 0, Activation.ReLU));
        var decoder = widths.Reverse().Skip(1).Select((width, i) => new LayerSpec(
            $"PConv{widths.Length + i + 1}", 3, 1, width, BatchNorm: true, Activation.LeakyReLU));
        LayerSpec Last(int number) => new($"PConv{number}", 3, 1, RgbImage.Channels, BatchNorm: false, Activation.None);
        var rows = 2 * widths.Length;
        return head == 0
            ? new([.. encoder], [.. decoder, Last(rows)], prior)
            : new([.. encoder], [.. decoder, Last(rows) with { OutChannels = head, Activation = Activation.LeakyReLU }], prior,
                [Last(rows + 1)]);
    }

    void Validate()
    {
        if (Encoder.Count == 0 || Encoder.Count != Decoder.Count)
        {
            throw new ArgumentException($"A U-Net has as many decoder rows as encoder rows, got {Encoder.Count} and {Decoder.Count}.");
        }

        if (Rows.GroupBy(row => row.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two rows are called '{twice.Key}'. Weights are stored by name: give each row its own.");
        }

        foreach (var (row, stride) in Rows.Select((row, i) => (row, i < Levels ? 2 : 1)))
        {
            if (row.Kernel < 1 || row.Kernel % 2 == 0 || row.Stride != stride || row.OutChannels < 1)
            {
                throw new ArgumentException(
                    $"{row} is not possible: the kernel must be odd, the stride {stride} here, the channels at least 1.");
            }
        }

        if (Rows.Last().OutChannels is not RgbImage.Channels and var channels)
        {
            throw new ArgumentException($"The last row must give {RgbImage.Channels} channels (RGB), got {channels}.");
        }
    }
}
