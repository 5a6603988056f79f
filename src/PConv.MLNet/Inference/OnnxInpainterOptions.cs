namespace PConv.MLNet.Inference;

/// <summary>Device, threads, style and conventions of a model.</summary>
public sealed record OnnxInpainterOptions
{
    /// <summary>Index of the CUDA device, or null, the default, for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Limit in bytes of ONNX Runtime's memory pool on the GPU, or null, the default, for no limit. CUDA and its libraries need
    /// additional memory.</summary>
    public long? GpuMemoryLimit { get; init; }

    /// <summary>Whether TensorRT runs the operators it supports on the GPU, false by default. If TensorRT is not available, CUDA runs all.
    /// The first call for each size builds an engine, which takes minutes.</summary>
    public bool TensorRT { get; init; }

    /// <summary>Whether to run on the CPU if the requested GPU is not available; false by default.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>Threads of one call; 0, the default, uses one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether idle threads spin while they wait for work; false, the default, leaves the cores to other work at no measurable
    /// cost.</summary>
    public bool Spinning { get; init; }

    /// <summary>
    /// Whether an image larger than the model's fixed size is scaled down together with its mask, and the fill scaled back into the holes.
    /// False by default: the image is rejected. The aspect ratio is not kept; known pixels are preserved exactly. Without effect on models
    /// that accept any size.
    /// </summary>
    public bool Resize { get; init; }

    /// <summary>
    /// Limits work to the holes: the model runs on boxes around them, and deep holes are filled coarse to fine. On by default. Null sends
    /// every image through the model as a whole and rejects images larger than the model's fixed size. Not used with <see cref="Resize"/>.
    /// </summary>
    public LargeImageOptions? LargeImages { get; init; } = new();

    /// <summary>
    /// Style of the fills. Null, the default, depends on the model: natural for the built-in model and others of its convention; faithful,
    /// the unmodified model output, for all other models. The raw output of <see cref="NetworkOutputReader"/> has no style.
    /// </summary>
    public InpaintingStyle? Style { get; init; }

    /// <summary>Seed of the natural style's patch search; other seeds give different fills of equal quality. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Input and output conventions of the model; null, the default, recognizes models of <c>pconv-train export</c>, LaMa at
    /// 512×512 and the MI-GAN pipeline.</summary>
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
