using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Core;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Scoring;

/// <summary>Fills holes in images of any size with an ONNX model. Safe for use by several threads at once.</summary>
/// <remarks>Known pixels come back bit by bit, and what lies under a hole never matters.</remarks>
public sealed class OnnxInpainter : IInpainter, IDisposable
{
    readonly InferenceSession session;
    readonly string name;
    readonly ModelSignature signature;
    readonly Lock gate = new();
    int running;
    bool disposed;

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
    public static OnnxInpainter BuiltIn(OnnxInpainterOptions? options = null) => Open(InpaintingModel.BuiltIn, options);

    /// <summary>Makes a model of trained weights, without a file.</summary>
    public static OnnxInpainter FromWeights(NetworkWeights weights, OnnxInpainterOptions? options = null) =>
        Open(InpaintingModel.FromBytes(OnnxExport.ToBytes(weights)), options);

    /// <summary>Loads a model file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or one with other inputs or outputs.</exception>
    public static OnnxInpainter FromFile(string path, OnnxInpainterOptions? options = null) => Open(InpaintingModel.FromFile(path), options);

    /// <summary>Loads a model.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX model, or one with other inputs or outputs.</exception>
    public static OnnxInpainter Open(InpaintingModel model, OnnxInpainterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(OnnxSession.Open(model.Open, model.Name, options), model.Name);
    }

    /// <summary>The size to which an image is padded; images of equal padded size can share a batch.</summary>
    /// <exception cref="ArgumentException">The model takes one fixed size that is smaller.</exception>
    public ImageSize PaddedSize(ImageSize image) => signature.SizeFor(image);

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
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        if (mask.HoleCount == 0)
        {
            return image.Clone();
        }

        RgbImage? filled = null;
        Run([new(image, mask)], (_, planes, padded) => filled = PlanarLayout.ReadHoles(image, mask, planes, padded), cancel);
        return filled!;
    }

    /// <summary>Runs the network on images of equal padded size, in one call where the model's batch is open.</summary>
    /// <param name="batch">Images and masks.</param>
    /// <param name="read">Called for each image, by several threads at once.</param>
    /// <param name="cancel">Ends a running call early.</param>
    /// <exception cref="ArgumentException">Sizes differ, or the model takes one fixed size that is smaller.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Run(IReadOnlyList<InpaintingInput> batch, NetworkOutputReader read, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(read);
        if (batch.Count == 0)
        {
            return;
        }

        var padded = PaddedSize(batch[0].Image.Size);
        foreach (var (image, mask) in batch)
        {
            mask.EnsureCovers(image.Size);
            if (PaddedSize(image.Size) != padded)
            {
                throw new ArgumentException($"A batch of {padded} cannot hold an image of {image.Size}. Group images by {nameof(PaddedSize)}.");
            }
        }

        var count = signature.Batch ?? batch.Count;
        var (imageValues, maskValues) = (RgbImage.Channels * padded.Area, padded.Area);
        var colours = ArrayPool<float>.Shared.Rent(count * imageValues);
        var valid = ArrayPool<float>.Shared.Rent(count * maskValues);
        var filled = ArrayPool<float>.Shared.Rent(count * imageValues);
        try
        {
            for (var start = 0; start < batch.Count; start += count)
            {
                var taken = Math.Min(count, batch.Count - start); // of a fixed batch the rest is left over
                var first = start;
                Parallel.For(0, taken, i =>
                {
                    PlanarLayout.Write(batch[first + i].Image, colours.AsSpan(i * imageValues, imageValues), padded);
                    PlanarLayout.Write(batch[first + i].Mask, valid.AsSpan(i * maskValues, maskValues), padded);
                });

                colours.AsSpan(taken * imageValues, (count - taken) * imageValues).Clear();
                valid.AsSpan(taken * maskValues, (count - taken) * maskValues).Clear();
                Run(colours, valid, filled, count, padded, cancel);
                Parallel.For(0, taken, i => read(first + i, filled.AsSpan(i * imageValues, imageValues), padded));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(colours);
            ArrayPool<float>.Shared.Return(valid);
            ArrayPool<float>.Shared.Return(filled);
        }
    }

    /// <summary>Refuses calls from now on. The session closes when the last running call has ended.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (!disposed && running == 0)
            {
                session.Dispose();
            }

            disposed = true;
        }
    }

    void Enter()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            running++;
        }
    }

    void Leave()
    {
        lock (gate)
        {
            if (--running == 0 && disposed)
            {
                session.Dispose(); // under a running call it would crash the process
            }
        }
    }

    void Run(float[] colours, float[] valid, float[] filled, int count, ImageSize size, CancellationToken cancel)
    {
        using var image = Tensor(colours, count, RgbImage.Channels, size);
        using var mask = Tensor(valid, count, 1, size);
        using var output = Tensor(filled, count, RgbImage.Channels, size);
        using var options = new RunOptions();
        cancel.ThrowIfCancellationRequested();
        using var registration = cancel.Register(() => options.Terminate = true);
        Enter();
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
        finally
        {
            Leave();
        }
    }

    static OrtValue Tensor(float[] values, int count, int channels, ImageSize size) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, values.AsMemory(0, count * channels * size.Area), [count, channels, size.Height, size.Width]);
}
