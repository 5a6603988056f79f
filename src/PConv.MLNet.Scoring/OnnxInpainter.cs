using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Core;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Scoring;

/// <summary>Fills holes in images of any size with an ONNX model. Safe for use by several threads at once.</summary>
/// <remarks>Known pixels come back bit by bit, and what lies under a hole never matters.</remarks>
public sealed class OnnxInpainter : IDisposable
{
    readonly InferenceSession session;
    readonly string name;
    readonly ModelSignature signature;
    volatile bool disposed;

    OnnxInpainter(InferenceSession session, string name)
    {
        (this.session, this.name) = (session, name);
        try
        {
            signature = ModelSignature.Read(session, name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Loads the model that ships with the library.</summary>
    public static OnnxInpainter BuiltIn(OnnxInpainterOptions? options = null) => FromWeights(BuiltInModel.Load(), options);

    /// <summary>Makes a model of trained weights, without a file.</summary>
    public static OnnxInpainter FromWeights(NetworkWeights weights, OnnxInpainterOptions? options = null)
    {
        const string name = "model of given weights";
        var model = OnnxExport.ToBytes(weights);
        return new(OnnxSession.Open(o => new(model, o), name, options), name);
    }

    /// <summary>Loads a model file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or one with other inputs or outputs.</exception>
    public static OnnxInpainter FromFile(string path, OnnxInpainterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model '{path}'. Pass an ONNX file, as 'pconv export' writes it.", path);
        }

        return new(OnnxSession.Open(o => new(path, o), path, options), path);
    }

    /// <summary>Fills the holes of one image.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="mask">Of the same size.</param>
    /// <param name="cancel">Ends a running call early.</param>
    /// <returns>A new image: known pixels bit by bit, holes from the model.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the model takes one fixed size that is smaller.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ObjectDisposedException.ThrowIf(disposed, this); // the native session would crash
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        if (mask.HoleCount == 0)
        {
            return image.Clone();
        }

        var padded = signature.SizeFor(image.Size);
        var colours = ArrayPool<float>.Shared.Rent(RgbImage.Channels * padded.Area);
        var valid = ArrayPool<float>.Shared.Rent(padded.Area);
        var filled = ArrayPool<float>.Shared.Rent(RgbImage.Channels * padded.Area);
        try
        {
            PlanarLayout.Write(image, colours.AsSpan(0, RgbImage.Channels * padded.Area), padded);
            PlanarLayout.Write(mask, valid.AsSpan(0, padded.Area), padded);
            Run(colours, valid, filled, padded, cancel);
            return PlanarLayout.ReadHoles(image, mask, filled, padded);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(colours);
            ArrayPool<float>.Shared.Return(valid);
            ArrayPool<float>.Shared.Return(filled);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        session.Dispose();
    }

    void Run(float[] colours, float[] valid, float[] filled, ImageSize size, CancellationToken cancel)
    {
        using var image = Tensor(colours, RgbImage.Channels, size);
        using var mask = Tensor(valid, 1, size);
        using var output = Tensor(filled, RgbImage.Channels, size);
        using var options = new RunOptions();
        using var registration = cancel.Register(() => options.Terminate = true);
        try
        {
            session.Run(options, [ModelSignature.Image, ModelSignature.Mask], [image, mask], [ModelSignature.Output], [output]);
        }
        catch (OnnxRuntimeException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"ONNX Runtime cannot run '{name}' on an image of {size}: {e.Message}", e);
        }
    }

    static OrtValue Tensor(float[] values, int channels, ImageSize size) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, values.AsMemory(0, channels * size.Area), [1, channels, size.Height, size.Width]);
}
