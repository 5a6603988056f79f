using Microsoft.ML;

namespace PConv.MLNet;

/// <summary>A folder's images by what they are for. A view may be empty.</summary>
public sealed class InpaintingFolderViews
{
    internal InpaintingFolderViews(InpaintingFolder folder) =>
        (Train, Validation, Test) =
        (folder.View(InpaintingSubset.Train), folder.View(InpaintingSubset.Validation), folder.View(InpaintingSubset.Test));

    /// <summary>To learn from.</summary>
    public IDataView Train { get; }

    /// <summary>To choose by.</summary>
    public IDataView Validation { get; }

    /// <summary>To report on.</summary>
    public IDataView Test { get; }
}
