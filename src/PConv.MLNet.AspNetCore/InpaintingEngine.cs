using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>The application's model, opened once on first use.</summary>
class InpaintingEngine(IOptions<InpaintingServiceOptions> options, IHostEnvironment? host = null) : IDisposable
{
    readonly object gate = new();
    readonly ConcurrentDictionary<string, IInpainter> withoutModel = new();
    OnnxInpainter? model;
    bool disposed;

    /// <summary>Opens the model if necessary; after a failure the next call tries again.</summary>
    /// <exception cref="InpaintingModelException">The model cannot be loaded; the message says why.</exception>
    public OnnxInpainter Load()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            try
            {
                return model ??= Open();
            }
            catch (Exception e) when (e is FileNotFoundException or InvalidDataException) // caused by the model, not by a request's images
            {
                throw new InpaintingModelException(ModelPath
                    ?? InpaintingModel.BuiltIn.Name, $"The inpainting model cannot be loaded. {e.Message}", e);
            }
        }
    }

    /// <summary>The network's style if a call names neither style nor method.</summary>
    public InpaintingStyle Style => StyleOfOptions ?? (options.Value.ModelFile is null ? InpaintingStyle.Natural : Load().Style);

    string? ModelPath => options.Value.ModelFile is { } file ? Path.Combine(host?.ContentRootPath ?? "", file) : null;

    InpaintingStyle? StyleOfOptions => InpaintingMethod.StyleOf(options.Value.Method) ?? options.Value.Scoring.Style;

    /// <summary>Fills with a method of <see cref="InpaintingMethod.All"/>, in a style.</summary>
    /// <param name="method">The method; null for that of the options or, if a style is given, the network.</param>
    /// <param name="style">The style; null for that of the method.</param>
    /// <param name="image">The image.</param>
    /// <param name="mask">A mask of the image's size.</param>
    /// <param name="cancel">Cancels the call.</param>
    public virtual RgbImage Inpaint(string? method, InpaintingStyle? style, RgbImage image, Mask mask, CancellationToken cancel)
    {
        var name = method ?? (style is null ? options.Value.Method : InpaintingMethod.Natural);
        if (!InpaintingMethod.IsNetwork(name))
        {
            return withoutModel.GetOrAdd(name, n => InpaintingMethod.All.Single(m => m.Name == n).Open()).Inpaint(image, mask, cancel);
        }

        var model = Load();
        return model.Inpaint(image, mask, style ?? (method is null ? StyleOfOptions : InpaintingMethod.StyleOf(method))
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
        var scoring = options.Value.Scoring with { Style = null }; // the style is set per call
        return ModelPath is { } file ? OnnxInpainter.FromFile(file, scoring) : OnnxInpainter.BuiltIn(scoring);
    }
}
