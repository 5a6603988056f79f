using System.Text.Json.Serialization;

namespace PConv.MLNet.Training;

/// <summary>The operation of a layer in a feature network.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeatureLayerKind>))]
enum FeatureLayerKind
{
    /// <summary>A convolution with bias and zero padding.</summary>
    Conv,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>The maximum of a window.</summary>
    MaxPool,

    /// <summary>The mean of a window.</summary>
    AveragePool,

    /// <summary>Start of a residual block (He et al., CVPR 2016): keeps its input for the next <see cref="Add"/>.</summary>
    Branch,

    /// <summary>End of a residual block: adds the input of the last <see cref="Branch"/>, after a convolution if the layer has a
    /// name.</summary>
    Add,
}

/// <summary>One layer of a feature network. Windows are square, and the number of windows is rounded down.</summary>
sealed record FeatureLayer
{
    /// <summary>The operation.</summary>
    public required FeatureLayerKind Kind { get; init; }

    /// <summary>Name of the convolution, of a <see cref="FeatureLayerKind.Conv"/> or <see cref="FeatureLayerKind.Add"/>. Its weights are
    /// <c>NAME.weight</c>, [Channels, in, Kernel, Kernel], and <c>NAME.bias</c>, [Channels].</summary>
    public string? Name { get; init; }

    /// <summary>Number of output channels of the convolution.</summary>
    public int Channels { get; init; }

    /// <summary>Side of the window in pixels, 1 by default.</summary>
    public int Kernel { get; init; } = 1;

    /// <summary>Stride of the window in pixels, 1 by default.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Padding on each side in pixels, 0 by default. Must be 0 for <see cref="FeatureLayerKind.AveragePool"/>.</summary>
    public int Padding { get; init; }

    /// <summary>Whether the output is one of the compared features Ψ_p; false by default.</summary>
    public bool IsTap { get; init; }

    /// <summary>Returns the side of the output for an input of the given side, in pixels.</summary>
    internal int Side(int side) =>
        Kind is FeatureLayerKind.Branch or FeatureLayerKind.Add ? side : (side + 2 * Padding - Kernel + Stride) / Stride;

    /// <summary>Whether the layer has weights.</summary>
    internal bool Convolves => Kind == FeatureLayerKind.Conv || (Kind == FeatureLayerKind.Add && Name is not null);

    /// <summary>Why the layer is invalid; null if it is valid.</summary>
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
