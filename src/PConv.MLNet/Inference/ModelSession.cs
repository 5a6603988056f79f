using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Classical;
using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>An open ONNX model, which runs on windows of a size it accepts, and whose outputs are checked. Thread-safe.</summary>
sealed class ModelSession : IDisposable
{
    readonly InferenceSession session;
    readonly string name;
    readonly RunningCalls calls;

    /// <summary>Opens a session and reads its signature.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Device, threads and description.</param>
    /// <param name="calls">Counts the runs of the session, so that it is not closed while it runs.</param>
    /// <exception cref="InvalidDataException">The file is not an ONNX model, or its inputs or outputs are not supported.</exception>
    public ModelSession(InpaintingModel model, OnnxInpainterOptions? options, RunningCalls calls)
    {
        (name, this.calls) = (model.Name, calls);
        (session, Provider, FallbackReason) = OnnxSession.Open(model.Open, name, options);
        try
        {
            Signature = ModelSignature.Read(session, name, options?.Description);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The active execution provider.</summary>
    public string Provider { get; }

    /// <summary>Why the preferred device is not used; null if it is used.</summary>
    public string? FallbackReason { get; }

    /// <summary>Inputs, outputs and sizes of the model.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Closes the session. It must not be running.</summary>
    public void Dispose() => session.Dispose();

    /// <summary>Runs the network on windows of one size, in one call if the model accepts any batch size.</summary>
    /// <param name="windows">Number of windows.</param>
    /// <param name="padded">Size of all windows.</param>
    /// <param name="write">Writes a window to the input. Called by several threads at once.</param>
    /// <param name="read">Called for the output of each window, by several threads at once.</param>
    /// <param name="cancel">Cancels the call, even while it runs.</param>
    /// <exception cref="InpaintingModelException">The model cannot run, or its output is not valid.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public void Run(int windows, ImageSize padded, WindowWriter write, NetworkOutputReader read, CancellationToken cancel)
    {
        var count = Signature.Batch ?? windows;
        var (imageValues, maskValues) = (RgbImage.Channels * padded.Area, padded.Area);
        var colors = ArrayPool<float>.Shared.Rent(count * imageValues);
        var valid = ArrayPool<float>.Shared.Rent(count * maskValues);
        var filled = ArrayPool<float>.Shared.Rent(count * imageValues);
        try
        {
            for (var start = 0; start < windows; start += count)
            {
                var taken = Math.Min(count, windows - start); // the rest of a fixed batch is unused
                var first = start;
                var used = new ImageSize[taken];
                Parallel.For(0, taken, i =>
                {
                    var image = colors.AsSpan(i * imageValues, imageValues);
                    var mask = valid.AsSpan(i * maskValues, maskValues);
                    used[i] = write(first + i, image, mask);
                    if (Signature.FillLevels is { } levels)
                    {
                        EdgeEnhancingFill.Fill(image, mask, padded, levels);
                    }
                });
                colors.AsSpan(taken * imageValues, (count - taken) * imageValues).Clear();
                valid.AsSpan(taken * maskValues, (count - taken) * maskValues).Clear();
                Run(colors, valid, filled, count, padded, used, cancel);
                Parallel.For(0, taken, i => read(first + i, filled.AsSpan(i * imageValues, imageValues), padded));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(colors);
            ArrayPool<float>.Shared.Return(valid);
            ArrayPool<float>.Shared.Return(filled);
        }
    }

    void Run(float[] colors, float[] valid, float[] filled, int count, ImageSize size, ImageSize[] used, CancellationToken cancel)
    {
        using var tensors = new ModelTensors(Signature, colors, valid, filled, count, size);
        using var options = new RunOptions();
        cancel.ThrowIfCancellationRequested();
        using var registration = cancel.Register(() => options.Terminate = true);
        calls.Enter();
        try
        {
            session.Run(options, tensors.InputNames, tensors.Inputs, [Signature.Description.Output], [tensors.Output]);
        }
        catch (OnnxRuntimeException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InpaintingModelException(name, tensors.OtherShape(session) is { } shape
                ? $"'{name}' gave an output of [{string.Join(", ", shape)}] for an image of {size}, expected " +
                $"[{string.Join(", ", tensors.Shape)}]. Export it so that its output has the image's size."
                : $"ONNX Runtime cannot run '{name}' on an image of {size}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        finally
        {
            calls.Leave();
        }

        var largest = tensors.ReadOutput();
        var errors = new string?[used.Length];
        Parallel.For(0, used.Length, i => errors[i] = OutputCheck.FindFault(
            filled.AsSpan(i * RgbImage.Channels * size.Area, RgbImage.Channels * size.Area), valid.AsSpan(i * size.Area, size.Area), size,
            used[i], Signature.Description.OutputRange, Signature.Reach, name));
        if (errors.FirstOrDefault(e => e is not null) is { } error)
        {
            throw new InpaintingModelException(name, error);
        }

        Signature.Check(largest, colors.AsSpan(0, count * RgbImage.Channels * size.Area), valid.AsSpan(0, count * size.Area), name);
    }
}
