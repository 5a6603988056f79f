using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Operations of a training with the other ranks. With a single process they have no cost.</summary>
static class ProcessGroupExtensions
{
    /// <summary>Number of threads for Torch: the processors available to this process, divided among the ranks of the machine.</summary>
    public static int Threads(this IProcessGroup ranks) => Math.Max(1, Environment.ProcessorCount / ranks.LocalCount);

    /// <summary>Returns the device of this rank: of <c>cuda</c> without a number, the device with the local rank as its number.</summary>
    /// <exception cref="ArgumentException">The machine has more ranks than devices.</exception>
    public static string DeviceOf(this IProcessGroup ranks, string device, int devices) =>
        ranks.Count == 1 || !device.Equals("cuda", StringComparison.OrdinalIgnoreCase) ? device
        : ranks.LocalRank < devices ? $"cuda:{ranks.LocalRank}"
        : throw new ArgumentException(
            $"Rank {ranks.Rank} is number {ranks.LocalRank} on its machine, which has {devices} CUDA device(s). Start one rank a device, " +
            $"or name the device for all of them, as cuda:0.");

    /// <summary>Makes all ranks start with the same state: checks that options and step are those of rank 0, and copies its
    /// weights.</summary>
    /// <exception cref="InvalidOperationException">Options or step differ from those of rank 0.</exception>
    public static void Begin(this IProcessGroup ranks, PartialConvUNet network, TrainingOptions options, int step)
    {
        if (ranks.Count == 1)
        {
            return;
        }

        var first = BitConverter.GetBytes(step);
        ranks.Broadcast(first);
        if (BitConverter.ToInt32(first) is var expected && expected != step)
        {
            throw new InvalidOperationException(
                $"Rank {ranks.Rank} starts at step {step}, rank 0 at step {expected}. All ranks need the same output folder: put it on a " +
                $"file system that all machines share.");
        }

        var own = SHA256.HashData(Encoding.UTF8.GetBytes(options.ToJson()));
        var hash = own.ToArray();
        ranks.Broadcast(hash);
        if (!hash.AsSpan().SequenceEqual(own))
        {
            throw new InvalidOperationException(
                $"Rank {ranks.Rank} was started with other options than rank 0. Give all ranks the same configuration.");
        }

        using var noGradient = no_grad();
        foreach (var tensor in TorchConversions.Tensors(network).Select(t => t.Tensor))
        {
            using var scope = NewDisposeScope();
            var host = tensor.detach().cpu().contiguous();
            ranks.Broadcast(host.bytes);
            tensor.copy_(host);
        }
    }

    /// <summary>Averages the gradients of a step, and the running statistics of batch normalization, over the ranks.</summary>
    public static void Average(this IProcessGroup ranks, PartialConvUNet network)
    {
        if (ranks.Count > 1)
        {
            GradientBuckets.Average(ranks, network.parameters());
            GradientBuckets.AverageValues(ranks,
                [.. network.Blocks.Select(b => b.Block.Norm).OfType<TorchSharp.Modules.BatchNorm2d>()
                    .SelectMany(n => new[] { n.running_mean!, n.running_var! })]);
        }
    }

    /// <summary>Returns the mean of a value over the ranks, which is not finite if any of the values is not.</summary>
    public static float Average(this IProcessGroup ranks, float value)
    {
        ranks.AverageInPlace(MemoryMarshal.CreateSpan(ref value, 1));
        return value;
    }

    /// <summary>Returns the token for waiting without other ranks. It is never canceled with several ranks, which stop together in
    /// <see cref="StopTogether"/>.</summary>
    public static CancellationToken Alone(this IProcessGroup ranks, CancellationToken cancel) =>
        ranks.Count == 1 ? cancel : CancellationToken.None;

    /// <summary>Throws on all ranks if cancellation was requested on any of them.</summary>
    /// <exception cref="OperationCanceledException">Cancellation was requested on a rank.</exception>
    public static void StopTogether(this IProcessGroup ranks, CancellationToken cancel)
    {
        if (ranks.Average(cancel.IsCancellationRequested ? 1 : 0) > 0)
        {
            cancel.ThrowIfCancellationRequested();
            throw new OperationCanceledException("Another rank was asked to stop.");
        }
    }

    /// <summary>Returns the names of all ranks, in the order of the ranks.</summary>
    public static string[] Gather(this IProcessGroup ranks, string[] names) => [.. Enumerable.Range(0, ranks.Count).SelectMany(from =>
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', names));
        var length = BitConverter.GetBytes(text.Length);
        ranks.Broadcast(length, from);
        Array.Resize(ref text, BitConverter.ToInt32(length));
        ranks.Broadcast(text, from);
        return Encoding.UTF8.GetString(text).Split('\n');
    })];
}
