using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet;

/// <summary>Sends jobs through the model; safe for use by several cursors at once.</summary>
sealed class InpaintingEngine(PartialConvInpaintingOptions options, InpaintingModel model) : IDisposable
{
    readonly SharedInpainter shared = SharedInpainter.Of(model, options.Scoring);

    public int BatchSize => options.BatchSize;

    /// <summary>The size a job is padded to.</summary>
    /// <exception cref="InvalidOperationException">The model does not take the row's image.</exception>
    public ImageSize PaddedSize(InpaintingJob job, long row)
    {
        try
        {
            return shared.Inpainter.PaddedSize(job.Picture.Colours.Size);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"Row {row}, column '{options.ImageColumnName}': {e.Message}", e);
        }
    }

    /// <summary>Finishes jobs of equal padded size in one call of the model.</summary>
    public void Fill(IReadOnlyList<InpaintingJob> jobs) => shared.Inpainter.Run(
        [.. jobs.Select(j => j.Input)],
        (i, planes, padded) => jobs[i].Finish(planes, padded, keepNetworkOutput: options.NetworkOutputColumnName is not null));

    public void Dispose() => shared.Dispose();
}
