using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Averages tensors over all ranks. Small tensors share a call, because each call has a fixed cost.</summary>
static class GradientBuckets
{
    /// <summary>Number of floats per call: 4 MiB, with which Open MPI reaches its full throughput. A larger tensor has its own
    /// call.</summary>
    internal const long Capacity = 1 << 20;

    /// <summary>
    /// Replaces every gradient by its mean over the ranks. A missing gradient counts as zero, and is set if any other rank has a gradient
    /// of the parameter.
    /// </summary>
    public static void Average(IProcessGroup ranks, IEnumerable<Parameter> parameters)
    {
        using var noGradient = no_grad();
        foreach (var bucket in Fill(parameters.Where(p => p.requires_grad)))
        {
            using var scope = NewDisposeScope();
            Tensor?[] gradients = [.. bucket.Select(p => p.grad)];
            Tensor[] values = [.. bucket.Zip(gradients, (p, gradient) => gradient ?? zeros(p.shape, p.dtype, p.device))];
            var present = tensor([.. gradients.Select(g => g is null ? 0f : 1f)], [bucket.Count], device: values[0].device);
            AverageValues(ranks, [.. values, present]);
            var shares = present.cpu().data<float>().ToArray();
            for (var i = 0; i < bucket.Count; i++)
            {
                if (gradients[i] is null && shares[i] > 0)
                {
                    bucket[i].grad = values[i];
                }
            }
        }
    }

    /// <summary>Replaces tensors of one device by their means over the ranks, in one call.</summary>
    /// <exception cref="ArgumentException">The tensors are not 32-bit floats.</exception>
    public static void AverageValues(IProcessGroup ranks, IReadOnlyList<Tensor> tensors)
    {
        if (tensors.Count == 0)
        {
            return;
        }

        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var flat = cat([.. tensors.Select(t => t.detach().contiguous().view(-1))]); // [Σ elements]
        if (flat.dtype != ScalarType.Float32)
        {
            throw new ArgumentException($"The values are {flat.dtype}, but ranks average Float32.");
        }

        var host = flat.cpu();
        ranks.AverageInPlace(MemoryMarshal.Cast<byte, float>(host.bytes));
        var means = host.to(flat.device);
        var at = 0L;
        foreach (var target in tensors)
        {
            target.copy_(means.narrow(0, at, target.numel()).view(target.shape));
            at += target.numel();
        }

        GC.KeepAlive(host); // its memory is used above
    }

    /// <summary>Groups consecutive parameters into buckets of at most <see cref="Capacity"/> values.</summary>
    internal static IEnumerable<List<Parameter>> Fill(IEnumerable<Parameter> parameters)
    {
        var (bucket, filled) = (new List<Parameter>(), 0L);
        foreach (var parameter in parameters)
        {
            if (bucket.Count > 0 && filled + parameter.numel() > Capacity)
            {
                yield return bucket;
                (bucket, filled) = ([], 0);
            }

            bucket.Add(parameter);
            filled += parameter.numel();
        }

        if (bucket.Count > 0)
        {
            yield return bucket;
        }
    }
}
