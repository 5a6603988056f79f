namespace PConv.MLNet;

/// <summary>Adds a column of images filled by a classical method to a data view, on demand, on all cores. Thread-safe.</summary>
public sealed class ClassicalInpaintingTransformer : InpaintingTransformer
{
    internal ClassicalInpaintingTransformer(FittedInpainting fitted)
        : base(fitted) => Options = (ClassicalInpaintingOptions)fitted.Options;

    /// <summary>Columns and method.</summary>
    public ClassicalInpaintingOptions Options { get; }
}
