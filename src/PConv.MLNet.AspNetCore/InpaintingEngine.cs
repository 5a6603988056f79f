using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PConv.MLNet.Core;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Scoring;

namespace PConv.MLNet.AspNetCore;

/// <summary>The one model of the application, opened once by whoever needs it first.</summary>
class InpaintingEngine(IOptions<InpaintingServiceOptions> options, IHostEnvironment? host = null) : IDisposable
{
    readonly Lock door = new();
    readonly ConcurrentDictionary<string, IInpainter> withoutModel = new();
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

    /// <summary>Fills by a method of <see cref="InpaintingMethods"/>; null for that of the options.</summary>
    public virtual RgbImage Inpaint(string? method, RgbImage image, Mask mask, CancellationToken cancel) => Find(method ?? options.Value.Method).Inpaint(image, mask, cancel);

    IInpainter Find(string method) => method == InpaintingMethods.Network
        ? Load()
        : withoutModel.GetOrAdd(method, name => InpaintingMethods.All.Single(m => m.Name == name).Open());

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
