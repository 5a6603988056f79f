using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>The one model of the application, opened once by whoever needs it first.</summary>
class InpaintingEngine(IOptions<InpaintingServiceOptions> options, IHostEnvironment? host = null) : IDisposable
{
    readonly Lock gate = new();
    readonly ConcurrentDictionary<string, IInpainter> withoutModel = new();
    OnnxInpainter? model;
    bool disposed;

    /// <summary>Opens the model unless that is done; a failed try is made again by the next call.</summary>
    /// <exception cref="InpaintingModelException">It cannot be loaded; the message says why.</exception>
    public OnnxInpainter Load()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            try
            {
                return model ??= Open();
            }
            catch (Exception e) when (e is FileNotFoundException or InvalidDataException) // of the model, not of a request's images
            {
                throw new InpaintingModelException(ModelPath
                    ?? InpaintingModel.BuiltIn.Name, $"The inpainting model cannot be loaded. {e.Message}", e);
            }
        }
    }

    /// <summary>The network's style where a call names neither style nor method.</summary>
    public InpaintingStyle Style => StyleOfOptions ?? (options.Value.ModelFile is null ? InpaintingStyle.Natural : Load().Style);

    string? ModelPath => options.Value.ModelFile is { } file ? Path.Combine(host?.ContentRootPath ?? "", file) : null;

    InpaintingStyle? StyleOfOptions => InpaintingMethods.StyleOf(options.Value.Method) ?? options.Value.Scoring.Style;

    /// <summary>Fills by a method of <see cref="InpaintingMethods"/>, in a style.</summary>
    /// <param name="method">Null for that of the options or, where a style is named, the network.</param>
    /// <param name="style">Null for that of the method.</param>
    /// <param name="image">The image.</param>
    /// <param name="mask">A mask of the image's size.</param>
    /// <param name="cancel">Cancels the call.</param>
    public virtual RgbImage Inpaint(string? method, InpaintingStyle? style, RgbImage image, Mask mask, CancellationToken cancel)
    {
        var name = method ?? (style is null ? options.Value.Method : InpaintingMethods.Natural);
        if (!InpaintingMethods.IsNetwork(name))
        {
            return withoutModel.GetOrAdd(name, n => InpaintingMethods.All.Single(m => m.Name == n).Open()).Inpaint(image, mask, cancel);
        }

        var model = Load();
        return model.Inpaint(image, mask, style ?? (method is null ? StyleOfOptions : InpaintingMethods.StyleOf(method))
            ?? model.Style, cancel);
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            model?.Dispose();
        }
    }

    protected virtual OnnxInpainter Open()
    {
        var scoring = options.Value.Scoring with { Style = null }; // a call has a style of its own
        return ModelPath is { } file ? OnnxInpainter.FromFile(file, scoring) : OnnxInpainter.BuiltIn(scoring);
    }
}
