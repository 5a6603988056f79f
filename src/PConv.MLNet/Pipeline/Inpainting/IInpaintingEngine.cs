using PConv.MLNet.Images;
using PConv.MLNet.Inference;

namespace PConv.MLNet;

/// <summary>Fills jobs. Thread-safe: several cursors may share an engine.</summary>
interface IInpaintingEngine : IDisposable
{
    /// <summary>Maximum number of jobs that benefit from sharing a call.</summary>
    int BatchSize { get; }

    /// <summary>See <see cref="InpaintingTransformer.Provider"/>.</summary>
    string Provider { get; }

    /// <summary>See <see cref="InpaintingTransformer.FallbackReason"/>.</summary>
    string? FallbackReason { get; }

    /// <summary>Self-contained options for saving.</summary>
    InpaintingOptions ToSave();

    /// <summary>The size at which a job is filled; jobs of equal size can share a call.</summary>
    /// <exception cref="InvalidOperationException">The row's image cannot be filled.</exception>
    ImageSize PaddedSize(InpaintingJob job, long row);

    /// <summary>Fills jobs of equal padded size.</summary>
    void Fill(IReadOnlyList<InpaintingJob> jobs);

    /// <summary>Fills the job of a row together with others of equal padded size, or alone if the model fails on the batch.</summary>
    /// <exception cref="InpaintingModelException">The model fails on this row's image; the message names row and model.</exception>
    void Fill(InpaintingJob job, IReadOnlyList<InpaintingJob> batch, long row)
    {
        try
        {
            Fill(batch);
        }
        catch (InpaintingModelException) when (batch.Count > 1)
        {
            Fill(job, [job], row);
        }
        catch (InpaintingModelException e)
        {
            throw new InpaintingModelException(e.Model, $"Row {row}: {e.Message}", e);
        }
    }
}
