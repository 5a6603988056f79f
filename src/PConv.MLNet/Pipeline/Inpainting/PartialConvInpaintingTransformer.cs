namespace PConv.MLNet;

/// <summary>Adds a column of images filled by a network to a data view, on demand and in batches. Thread-safe.</summary>
/// <remarks>Holds a model; dispose it after use. Transformers with the same model and options share one session.</remarks>
public sealed class PartialConvInpaintingTransformer : InpaintingTransformer
{
    internal PartialConvInpaintingTransformer(FittedInpainting fitted)
        : base(fitted) => Options = (PartialConvInpaintingOptions)fitted.Options;

    /// <summary>Columns, model and device.</summary>
    public PartialConvInpaintingOptions Options { get; }
}
