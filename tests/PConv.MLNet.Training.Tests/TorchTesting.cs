using TorchSharp;
using static TorchSharp.torch;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // Torch's seed, threads and tensor count belong to the process

namespace PConv.MLNet.Training.Tests;

/// <summary>Random tensors, comparisons and central differences, all in double.</summary>
static class TorchTesting
{
    /// <summary>
    /// How many tensors are alive, once those that were left to the garbage collector are counted off. For the count before what a test
    /// does; the one after is <see cref="Tensor.TotalCount"/>, or what it leaves to the collector would go unnoticed.
    /// </summary>
    public static long LiveTensors
    {
        get
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Tensor.TotalCount;
        }
    }

    /// <summary>Uniform values in [-1, 1).</summary>
    public static double[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }

    public static Tensor Uniform(long[] shape, int seed) => tensor(Values((int)shape.Aggregate(1L, (a, b) => a * b), seed), shape);

    /// <summary>A mask [N, 1, H, W] of zeros and ones.</summary>
    public static Tensor RandomMask(long n, long height, long width, int seed, double holes = .5)
    {
        var random = new Random(seed);
        return tensor([.. Enumerable.Range(0, (int)(n * height * width)).Select(_ => random.NextDouble() < holes ? 0.0 : 1.0)],
            [n, 1, height, width]);
    }

    public static double[] Doubles(Tensor tensor) =>
        tensor.detach().to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();

    public static float[] Floats(Tensor tensor) => tensor.detach().cpu().contiguous().data<float>().ToArray();

    public static void Close(double[] expected, Tensor actual, double tolerance = 1e-10)
    {
        var values = Doubles(actual);
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance, $"Value {i}: expected {expected[i]}, got {values[i]}.");
        }
    }

    /// <summary>Compares Torch's gradient of a scalar with central differences, value by value. The tensors are leaves that require
    /// one.</summary>
    public static void CheckGradient(Func<Tensor> scalar, params Tensor[] tensors)
    {
        const double Step = 1e-6;
        var gradients = autograd.grad([scalar()], tensors).Select(Doubles).ToArray();
        using var noGradient = no_grad();
        foreach (var (variable, gradient) in tensors.Zip(gradients))
        {
            var at = Doubles(variable);
            for (var i = 0; i < at.Length; i++)
            {
                var difference = (At(i, Step) - At(i, -Step)) / (2 * Step);
                Assert.True(Math.Abs(difference - gradient[i]) < 1e-6,
                    $"Value {i} of {at.Length}: central difference {difference}, gradient {gradient[i]}.");
            }

            variable.copy_(tensor(at, variable.shape));

            double At(int i, double step)
            {
                using var scope = NewDisposeScope();
                var moved = (double[])at.Clone();
                moved[i] += step;
                variable.copy_(tensor(moved, variable.shape));
                return Doubles(scalar())[0];
            }
        }
    }
}

/// <summary>A test whose tensors are gone when it ends, on one thread.</summary>
public abstract class TorchTest : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();

    protected TorchTest()
    {
        set_num_threads(1);
        manual_seed(7);
    }

    public virtual void Dispose()
    {
        scope.Dispose();
        GC.SuppressFinalize(this);
    }
}
