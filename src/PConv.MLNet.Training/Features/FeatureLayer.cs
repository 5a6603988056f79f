using System.Text.Json.Serialization;

namespace PConv.MLNet.Training;

/// <summary>What a layer of a feature network does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeatureLayerKind>))]
enum FeatureLayerKind
{
    /// <summary>A convolution with bias, zeros outside.</summary>
    Conv,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>The largest value of a window.</summary>
    MaxPool,

    /// <summary>The mean of a window.</summary>
    AveragePool,

    /// <summary>Keeps what reaches it for the next <see cref="Add"/>: the start of a residual block (He et al., CVPR 2016).</summary>
    Branch,

    /// <summary>Adds what the last <see cref="Branch"/> kept: the end of a residual block. With a name, that goes through a convolution of
    /// its own.</summary>
    Add,
}

/// <summary>One layer of a feature network; windows are square, their number is rounded down.</summary>
sealed record FeatureLayer
{
    /// <summary>What it does.</summary>
    public required FeatureLayerKind Kind { get; init; }

    /// <summary>Of a convolution, also that of an <see cref="FeatureLayerKind.Add"/>: its weights are stored as <c>NAME.weight</c>,
    /// [Channels, in, Kernel, Kernel], and <c>NAME.bias</c>, [Channels].</summary>
    public string? Name { get; init; }

    /// <summary>Channels that a convolution gives.</summary>
    public int Channels { get; init; }

    /// <summary>Side of the window, 1 by default.</summary>
    public int Kernel { get; init; } = 1;

    /// <summary>Step of the window, 1 by default.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Pixels added on each side, 0 by default; not for <see cref="FeatureLayerKind.AveragePool"/>.</summary>
    public int Padding { get; init; }

    /// <summary>Whether what it gives is one of the features Ψ_p that are compared; false by default.</summary>
    public bool IsTap { get; init; }

    /// <summary>Side of what it gives of images of some side.</summary>
    internal int Side(int side) =>
        Kind is FeatureLayerKind.Branch or FeatureLayerKind.Add ? side : (side + 2 * Padding - Kernel + Stride) / Stride;

    /// <summary>Whether it has weights.</summary>
    internal bool Convolves => Kind == FeatureLayerKind.Conv || (Kind == FeatureLayerKind.Add && Name is not null);

    /// <summary>What makes the layer impossible, or null.</summary>
    internal string? Flaw => this switch
    {
        { Kernel: < 1 } or { Stride: < 1 } or { Padding: < 0 } =>
            $"kernel {Kernel} and stride {Stride} must be at least 1, padding {Padding} at least 0",
        { Convolves: true, Channels: < 1 } => $"a convolution to {Channels} channels is not possible",
        { Kind: FeatureLayerKind.Conv, Name: null } or { Convolves: true, Name: "" } =>
            "a convolution needs a name under which its weights are stored",
        { Kind: FeatureLayerKind.ReLU or FeatureLayerKind.Branch or FeatureLayerKind.Add, Convolves: false }
            when (Kernel, Stride, Padding) != (1, 1, 0) => $"a {Kind} has no window",
        { Kind: FeatureLayerKind.AveragePool, Padding: > 0 } => "an average cannot be padded",
        { Kind: FeatureLayerKind.MaxPool } when 2 * Padding > Kernel => $"padding {Padding} is more than half of kernel {Kernel}",
        { Convolves: false } when Name is not null || Channels != 0 => "only a convolution has a name and channels of its own",
        _ => null,
    };
}
