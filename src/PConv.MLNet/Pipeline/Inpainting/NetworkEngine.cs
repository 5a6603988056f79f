using PConv.MLNet.Images;
using PConv.MLNet.Inference;

namespace PConv.MLNet;

/// <summary>Sends jobs through a model.</summary>
sealed class NetworkEngine(PartialConvInpaintingOptions options, InpaintingModel model) : IInpaintingEngine
{
    readonly SharedInpainter shared = SharedInpainter.Get(model, options.Scoring);

    /// <summary>Whether the network's output is requested, so that images go through it as a whole.</summary>
    bool IsWhole => options.NetworkOutputColumnName is not null;

    public int BatchSize => options.BatchSize;

    public string Provider => shared.Inpainter.Provider;

    public string? FallbackReason => shared.Inpainter.FallbackReason;

    public InpaintingOptions ToSave() => options with { ModelFile = null, Model = model.ToLibraryBytes() };

    public ImageSize PaddedSize(InpaintingJob job, long row)
    {
        try
        {
            var size = job.Input.Image.Size;
            return IsWhole ? shared.Inpainter.PaddedSize(size) : shared.Inpainter.GroupSize(size);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"Row {row}, column '{options.ImageColumnName}': {e.Message}", e);
        }
    }

    public void Fill(IReadOnlyList<InpaintingJob> jobs)
    {
        InpaintingInput[] inputs = [.. jobs.Select(j => j.Input)];
        if (IsWhole)
        {
            shared.Inpainter.Run(inputs, (i, planes, padded) =>
            {
                PlanarLayout.ReadHolesInPlace(inputs[i], planes, padded);
                jobs[i].NetworkOutput = PlanarLayout.Crop(planes, padded, inputs[i].Image.Size);
            });
        }

        if (!IsWhole || shared.Inpainter.Style != InpaintingStyle.Faithful)
        {
            shared.Inpainter.FillInPlace(inputs); // a row's images are its own
        }

        foreach (var job in jobs)
        {
            job.Finish(job.Input.Image);
        }
    }

    public void Dispose() => shared.Dispose();
}
