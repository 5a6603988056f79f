using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;

namespace PConv.MLNet.Benchmarks;

/// <summary>A model in a session set up as the library's, on tensors made beforehand: what scoring alone takes.</summary>
sealed class BareSession : IDisposable
{
    readonly SessionOptions options = new();
    readonly InferenceSession session;
    readonly ThreadLocal<Dictionary<(int Count, ImageSize Size), OrtValue[]>> tensors = new(() => [], trackAllValues: true);

    /// <param name="onnx">A model of <c>pconv-train export</c>.</param>
    /// <param name="threads">Of a call; 0 is one a core.</param>
    public BareSession(byte[] onnx, int threads = 0)
    {
        options.IntraOpNumThreads = threads;
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new(onnx, options);
    }

    /// <summary>Fills one square image of noise, three tenths of it holes.</summary>
    public void Run(int side) => Run(1, new(side, side));

    /// <summary>Fills images of noise in one call; several threads may call at once.</summary>
    public void Run(int count, ImageSize size)
    {
        if (!tensors.Value!.TryGetValue((count, size), out var of))
        {
            tensors.Value[(count, size)] = of = Tensors(count, size);
        }

        using var run = new RunOptions();
        session.Run(run, ["image", "mask"], of[..2], ["output"], of[2..]);
    }

    public void Dispose()
    {
        Array.ForEach([.. tensors.Values.SelectMany(of => of.Values).SelectMany(t => t)], t => t.Dispose());
        tensors.Dispose();
        session.Dispose();
        options.Dispose();
    }

    /// <summary>Images of noise, float [count, 3, H, W], and masks with three tenths of holes in squares of 32, float [count, 1, H,
    /// W].</summary>
    public static (float[] Images, float[] Masks) Noise(int count, ImageSize size)
    {
        const int block = 32; // of holes and known pixels
        var random = new Random(size.Area);
        var columns = size.Width / block;
        float[] images = [.. Enumerable.Range(0, count * 3 * size.Area).Select(_ => random.NextSingle())];
        bool[] known = [.. Enumerable.Range(0, count * size.Height / block * columns).Select(_ => random.NextSingle() > .3f)];
        float[] masks =
            [.. Enumerable.Range(0, count * size.Area)
                .Select(i => known[i / size.Width / block * columns + i % size.Width / block] ? 1f : 0f)];
        return (images, masks);
    }

    static OrtValue[] Tensors(int count, ImageSize size)
    {
        var (images, masks) = Noise(count, size);
        return [Tensor(images, 3), Tensor(masks, 1), Tensor(new float[images.Length], 3)];

        OrtValue Tensor(float[] values, int channels) =>
            OrtValue.CreateTensorValueFromMemory(values, [count, channels, size.Height, size.Width]);
    }
}
