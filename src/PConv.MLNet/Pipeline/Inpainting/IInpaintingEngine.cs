using PConv.MLNet.Images;
using PConv.MLNet.Inference;

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

    /// <summary>Finishes the job of a row, with others of equal padded size; by itself where the model fails on one of them.</summary>
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
