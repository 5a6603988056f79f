using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet;

/// <summary>Sends jobs through a model.</summary>
sealed class NetworkEngine(PartialConvInpaintingOptions options, InpaintingModel model) : IInpaintingEngine
{
    readonly SharedInpainter shared = SharedInpainter.Of(model, options.Scoring);

    public int BatchSize => options.BatchSize;

    public InpaintingOptions ToSave() => options with { ModelFile = null, Model = model.ToBytes() };

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

    public void Fill(IReadOnlyList<InpaintingJob> jobs) => shared.Inpainter.Run(
        [.. jobs.Select(j => j.Input)],
        (i, planes, padded) => jobs[i].Finish(planes, padded, keepNetworkOutput: options.NetworkOutputColumnName is not null));

    public void Dispose() => shared.Dispose();
}
