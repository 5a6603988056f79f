namespace PConv.MLNet.AspNetCore;

/// <summary>All calls that may run do run, and all that may wait do wait. Answer with status 429 and <c>Retry-After</c>.</summary>
public sealed class InpaintingBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When a place may be free: the time the latest call took, in whole seconds, at least one.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
