using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>Fills jobs with a classical method, one per core in parallel.</summary>
sealed class ClassicalEngine(ClassicalInpaintingOptions options) : IInpaintingEngine
{
    readonly IInpainter inpainter = options.Method.ToInpainter();

    public int BatchSize => Environment.ProcessorCount;

    public string Provider => "CPU";

    public string? FallbackReason => null;

    public InpaintingOptions ToSave() => options;

    public ImageSize PaddedSize(InpaintingJob job, long row) => job.Input.Image.Size;

    public void Fill(IReadOnlyList<InpaintingJob> jobs) =>
        Parallel.ForEach(jobs, job => job.Finish(inpainter.Inpaint(job.Input.Image, job.Input.Mask)));

    public void Dispose()
    {
    }
}
