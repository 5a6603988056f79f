using System.Text.Json.Serialization;

namespace PConv.MLNet.Training;

/// <summary>What a layer of a feature network does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeatureLayerKind>))]
public enum FeatureLayerKind
{
    /// <summary>A convolution with bias, zeros outside.</summary>
    Conv,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>The largest value of a window.</summary>
    MaxPool,

    /// <summary>The mean of a window.</summary>
    AveragePool,
}

/// <summary>One layer of a feature network; windows are square, their number is rounded down.</summary>
public sealed record FeatureLayer
{
    /// <summary>What it does.</summary>
    public required FeatureLayerKind Kind { get; init; }

    /// <summary>Of a convolution: its weights are stored as <c>NAME.weight</c>, [Channels, in, Kernel, Kernel], and <c>NAME.bias</c>, [Channels].</summary>
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
    internal int Side(int side) => (side + 2 * Padding - Kernel + Stride) / Stride;

    /// <summary>What makes the layer impossible, or null.</summary>
    internal string? Flaw => this switch
    {
        { Kernel: < 1 } or { Stride: < 1 } or { Padding: < 0 } => $"kernel {Kernel} and stride {Stride} must be at least 1, padding {Padding} at least 0",
        { Kind: FeatureLayerKind.Conv, Channels: < 1 } => $"a convolution to {Channels} channels is not possible",
        { Kind: FeatureLayerKind.Conv, Name: null or "" } => "a convolution needs a name under which its weights are stored",
        { Kind: FeatureLayerKind.ReLU } when (Kernel, Stride, Padding) != (1, 1, 0) => "a ReLU has no window",
        { Kind: FeatureLayerKind.AveragePool, Padding: > 0 } => "an average cannot be padded",
        { Kind: FeatureLayerKind.MaxPool } when 2 * Padding > Kernel => $"padding {Padding} is more than half of kernel {Kernel}",
        { Kind: not FeatureLayerKind.Conv } when Name is not null || Channels != 0 => "only a convolution has a name and channels of its own",
        _ => null,
    };
}
