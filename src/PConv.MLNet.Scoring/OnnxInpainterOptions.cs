namespace PConv.MLNet.Scoring;

/// <summary>Where and how a model runs.</summary>
public sealed record OnnxInpainterOptions
{
    /// <summary>CUDA device, or null for the CPU, the default.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the CPU where CUDA was asked for and cannot be had; false by default.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>Threads of one call; 0, the default, takes one a core.</summary>
    public int Threads { get; init; }
}
