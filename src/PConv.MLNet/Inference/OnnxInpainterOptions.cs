namespace PConv.MLNet.Inference;

/// <summary>Where and how a model runs.</summary>
public sealed record OnnxInpainterOptions
{
    /// <summary>CUDA device, or null for the CPU, the default.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Most bytes that ONNX Runtime's memory pool takes on the GPU, or null for no limit, the default. CUDA and its libraries take
    /// some beside it.</summary>
    public long? GpuMemoryLimit { get; init; }

    /// <summary>Whether TensorRT runs what it can on the GPU, false by default. Where it cannot be had, CUDA runs all. Its first call of
    /// each size builds an engine, which takes minutes.</summary>
    public bool TensorRT { get; init; }

    /// <summary>Whether to run on the CPU where a GPU was asked for and cannot be had; false by default.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>Threads of one call; 0, the default, takes one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether threads wait for work in a loop; false, the default, leaves the cores to others and costs nothing
    /// measurable.</summary>
    public bool Spinning { get; init; }

    /// <summary>
    /// Whether an image larger than the one size a model takes is scaled to it, mask and all, and the fill back into the holes; false by
    /// default: it is refused. Each side is scaled by itself; known pixels stay, bit by bit. No use for models of any size.
    /// </summary>
    public bool Resize { get; init; }

    /// <summary>
    /// How work is kept in proportion to the holes: boxes round them, deep holes coarse to fine; on by default. Null sends every image
    /// through the model whole, and refuses what is larger than the one size a model takes. Not used with <see cref="Resize"/>.
    /// </summary>
    public LargeImageOptions? LargeImages { get; init; } = new();

    /// <summary>
    /// What fills are for. Null, the default, goes by the model: natural for the built-in model and those of its convention, faithful,
    /// the model's output as it is, for others, which bring a look of their own. The raw output of <see cref="NetworkOutputReader"/> has no
    /// style.
    /// </summary>
    public InpaintingStyle? Style { get; init; }

    /// <summary>Seed of the natural style's patch search: another seed, another fill as good. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Input and output conventions of the model; null, the default, recognizes it: models of <c>pconv-train export</c>, LaMa of 512×512,
    /// MI-GAN's pipeline.</summary>
    public InpaintingModelDescription? Description { get; init; }

    /// <summary>Refuses what no session can be opened with.</summary>
    /// <exception cref="ArgumentException">The message says what to change.</exception>
    public void Validate()
    {
        if (Threads < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Threads), $"{nameof(Threads)} is {Threads}, expected 0 (one a core) or more.");
        }

        if (GpuDeviceId is < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(GpuDeviceId),
                $"{nameof(GpuDeviceId)} is {GpuDeviceId}, expected 0 or more. Leave it null for the CPU.");
        }

        if (GpuMemoryLimit is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(GpuMemoryLimit),
                $"{nameof(GpuMemoryLimit)} is {GpuMemoryLimit}, expected bytes. Leave it null for no limit.");
        }

        if (GpuDeviceId is null && (TensorRT || GpuMemoryLimit is not null))
        {
            throw new ArgumentException(
                $"{(TensorRT ? nameof(TensorRT) : nameof(GpuMemoryLimit))} is set without a GPU. Set {nameof(GpuDeviceId)} too.");
        }

        if (Style is { } style && !Enum.IsDefined(style))
        {
            throw new ArgumentException(
                $"{nameof(Style)} is {Style}, expected {string.Join(" or ", Enum.GetNames<InpaintingStyle>())}. Leave it null to go by " +
                $"the model.");
        }

        LargeImages?.Validate();
        Description?.Validate();
    }
}
