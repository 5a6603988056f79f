using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>What a training does together with the other ranks. Alone, nothing of it costs anything.</summary>
static class ProcessGroupExtensions
{
    /// <summary>Threads for Torch: the processors that mpirun left to this process, shared with the ranks beside it.</summary>
    public static int Threads(this IProcessGroup ranks) => Math.Max(1, Environment.ProcessorCount / ranks.LocalCount);

    /// <summary>The device of this rank: <c>cuda</c> without a number is that of its number on its machine.</summary>
    /// <exception cref="ArgumentException">There are more ranks than devices.</exception>
    public static string DeviceOf(this IProcessGroup ranks, string device, int devices) =>
        ranks.Count == 1 || !device.Equals("cuda", StringComparison.OrdinalIgnoreCase) ? device
        : ranks.LocalRank < devices ? $"cuda:{ranks.LocalRank}"
        : throw new ArgumentException(
            $"Rank {ranks.Rank} is number {ranks.LocalRank} on its machine, which has {devices} CUDA device(s). Start one rank a device, " +
            $"or name the device for all of them, as cuda:0.");

    /// <summary>Starts all ranks alike: refuses other options or another step than the first rank's, and takes over its weights, a
    /// discriminator's with them.</summary>
    /// <exception cref="InvalidOperationException">This rank starts otherwise than the first.</exception>
    public static void Begin(this IProcessGroup ranks, PartialConvUNet network, TrainingOptions options, int step,
        Adversary? adversary = null)
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
        foreach (var tensor in TorchConversions.Tensors(network).Select(t => t.Tensor).Concat(adversary?.Parameters ?? []))
        {
            using var scope = NewDisposeScope();
            var host = tensor.detach().cpu().contiguous();
            ranks.Broadcast(host.bytes);
            tensor.copy_(host);
        }
    }

    /// <summary>Averages what a step made: the gradients, and the running statistics that batch normalization updated from each rank's
    /// crops.</summary>
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

    /// <summary>The mean of a value over the ranks; not finite where one of them is not.</summary>
    public static float Average(this IProcessGroup ranks, float value)
    {
        ranks.AverageInPlace(MemoryMarshal.CreateSpan(ref value, 1));
        return value;
    }

    /// <summary>A token for waits that other ranks do not share: several ranks stop only together, in <see cref="StopTogether"/>.</summary>
    public static CancellationToken Alone(this IProcessGroup ranks, CancellationToken cancel) =>
        ranks.Count == 1 ? cancel : CancellationToken.None;

    /// <summary>Stops all ranks as soon as one is asked to.</summary>
    /// <exception cref="OperationCanceledException">One was.</exception>
    public static void StopTogether(this IProcessGroup ranks, CancellationToken cancel)
    {
        if (ranks.Average(cancel.IsCancellationRequested ? 1 : 0) > 0)
        {
            cancel.ThrowIfCancellationRequested();
            throw new OperationCanceledException("Another rank was asked to stop.");
        }
    }

    /// <summary>The names of all ranks, in their order.</summary>
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
