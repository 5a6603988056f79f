namespace PConv.MLNet.AspNetCore;

/// <summary>The limits for running and waiting calls are reached. Answer with status 429 and <c>Retry-After</c>.</summary>
public sealed class InpaintingBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>Suggested delay before a retry: the duration of the latest call in whole seconds, at least one.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
