using PConv.MLNet.Inference;

namespace PConv.MLNet;

/// <summary>Columns, model and device of <c>mlContext.Transforms.InpaintPartialConv</c>.</summary>
public sealed record PartialConvInpaintingOptions : InpaintingOptions
{
    /// <summary>Name of a third output column with the network's output, float [3, H, W], RGB, about [0, 1], before compositing and
    /// rounding; null, the default, for none. If set, every image goes through the network as a whole, regardless of
    /// <see cref="OnnxInpainterOptions.LargeImages"/>.</summary>
    public string? NetworkOutputColumnName { get; init; }

    /// <summary>An ONNX model file; the built-in model if this and <see cref="Model"/> are null, the default.</summary>
    public string? ModelFile { get; init; }

    /// <summary>An ONNX model in memory, in place of <see cref="ModelFile"/>; null by default.</summary>
    public byte[]? Model { get; init; }

    /// <summary>Maximum number of images in one call of the model, 4 by default. Images of equal padded size share a call; results do not
    /// depend on this value.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Style, device, threads and description of third-party models; by default the natural style for models of this library, on
    /// the CPU with one thread per core.</summary>
    public OnnxInpainterOptions Scoring { get; init; } = new();

    internal InpaintingModel OpenModel() =>
        Model is not null ? InpaintingModel.FromBytes(Model) : ModelFile is not null ? InpaintingModel.FromFile(ModelFile)
        : InpaintingModel.BuiltIn;

    internal override string? NetworkColumn => NetworkOutputColumnName;

    internal override void Validate()
    {
        base.Validate();
        if (ModelFile is not null && Model is not null)
        {
            throw new ArgumentException($"{nameof(ModelFile)} and {nameof(Model)} are both given. Choose one.");
        }

        if (BatchSize < 1)
        {
            throw new ArgumentException($"BatchSize is {BatchSize}, expected at least 1.");
        }
    }

    internal override IInpaintingEngine OpenEngine() => new NetworkEngine(this, OpenModel());
}
