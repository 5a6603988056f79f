namespace PConv.MLNet;

/// <summary>Adds a column of images filled by a classical method to a data view, on demand, on all cores. Safe for use by several threads
/// at once.</summary>
public sealed class ClassicalInpaintingTransformer : InpaintingTransformer
{
    internal ClassicalInpaintingTransformer(FittedInpainting fitted)
        : base(fitted) => Options = (ClassicalInpaintingOptions)fitted.Options;

    /// <summary>Columns and method.</summary>
    public ClassicalInpaintingOptions Options { get; }
}
