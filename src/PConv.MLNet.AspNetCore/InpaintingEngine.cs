using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet.AspNetCore;

/// <summary>The one model of the application, opened once by whoever needs it first.</summary>
class InpaintingEngine(IOptions<InpaintingServiceOptions> options, IHostEnvironment? host = null) : IDisposable
{
    readonly Lock door = new();
    OnnxInpainter? model;
    bool disposed;

    /// <summary>Opens the model unless that is done; a failed try is made again by the next call.</summary>
    /// <exception cref="InvalidOperationException">It cannot be loaded; the message says why.</exception>
    public OnnxInpainter Load()
    {
        lock (door)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            try
            {
                return model ??= Open();
            }
            catch (Exception e) when (e is FileNotFoundException or InvalidDataException) // of the model, not of a request's pictures
            {
                throw new InvalidOperationException($"The inpainting model cannot be loaded. {e.Message}", e);
            }
        }
    }

    public virtual RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel) => Load().Inpaint(image, mask, cancel);

    public void Dispose()
    {
        lock (door)
        {
            disposed = true;
            model?.Dispose();
        }
    }

    protected virtual OnnxInpainter Open()
    {
        var (file, scoring) = (options.Value.ModelFile, options.Value.Scoring);
        return file is null ? OnnxInpainter.BuiltIn(scoring) : OnnxInpainter.FromFile(Path.Combine(host?.ContentRootPath ?? "", file), scoring);
    }
}
