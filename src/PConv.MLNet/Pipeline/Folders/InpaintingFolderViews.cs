using Microsoft.ML;

namespace PConv.MLNet;

/// <summary>Training, validation and test set of a folder. A view may be empty.</summary>
public sealed class InpaintingFolderViews
{
    internal InpaintingFolderViews(InpaintingFolder folder) =>
        (Train, Validation, Test) =
        (folder.View(InpaintingSubset.Train), folder.View(InpaintingSubset.Validation), folder.View(InpaintingSubset.Test));

    /// <summary>Training set.</summary>
    public IDataView Train { get; }

    /// <summary>Validation set.</summary>
    public IDataView Validation { get; }

    /// <summary>Test set.</summary>
    public IDataView Test { get; }
}
