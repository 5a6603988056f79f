using Microsoft.ML.OnnxRuntime;

namespace PConv.MLNet.Benchmarks;

/// <summary>A model in a session set up as the library's, on tensors made beforehand: what scoring alone takes.</summary>
sealed class BareSession : IDisposable
{
    readonly SessionOptions options = new();
    readonly InferenceSession session;
    readonly Dictionary<int, OrtValue[]> tensors = [];

    /// <param name="onnx">A model of <c>pconv export</c>.</param>
    /// <param name="threads">Of a call; 0 is one a core.</param>
    public BareSession(byte[] onnx, int threads = 0)
    {
        options.IntraOpNumThreads = threads;
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new(onnx, options);
    }

    /// <summary>Fills one square image of noise, three tenths of it holes.</summary>
    public void Run(int side)
    {
        if (!tensors.TryGetValue(side, out var of))
        {
            tensors[side] = of = Tensors(side);
        }

        using var run = new RunOptions();
        session.Run(run, ["image", "mask"], of[..2], ["output"], of[2..]);
    }

    public void Dispose()
    {
        Array.ForEach([.. tensors.Values.SelectMany(t => t)], t => t.Dispose());
        session.Dispose();
        options.Dispose();
    }

    static OrtValue[] Tensors(int side)
    {
        const int block = 32; // of holes and known pixels
        var random = new Random(side);
        float[] image = [.. Enumerable.Range(0, 3 * side * side).Select(_ => random.NextSingle())];
        bool[] known = [.. Enumerable.Range(0, side / block * (side / block)).Select(_ => random.NextSingle() > .3f)];
        float[] mask = [.. Enumerable.Range(0, side * side).Select(i => known[i / side / block * (side / block) + i % side / block] ? 1f : 0f)];
        return [Tensor(image, 3, side), Tensor(mask, 1, side), Tensor(new float[image.Length], 3, side)];
    }

    static OrtValue Tensor(float[] values, int channels, int side) => OrtValue.CreateTensorValueFromMemory(values, [1, channels, side, side]);
}
