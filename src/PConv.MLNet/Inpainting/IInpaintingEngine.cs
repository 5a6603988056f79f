using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Finishes jobs; safe for use by several cursors at once.</summary>
interface IInpaintingEngine : IDisposable
{
    /// <summary>The most jobs that are worth while in one call.</summary>
    int BatchSize { get; }

    /// <summary>Options that hold all that is needed, to be saved.</summary>
    InpaintingOptions ToSave();

    /// <summary>The size a job is filled at; those of equal sizes can share a call.</summary>
    /// <exception cref="InvalidOperationException">The row's image cannot be filled.</exception>
    ImageSize PaddedSize(InpaintingJob job, long row);

    /// <summary>Finishes jobs of equal padded size.</summary>
    void Fill(IReadOnlyList<InpaintingJob> jobs);
}
