using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace PConv.MLNet;

/// <summary>Settings of the <see cref="MLContext"/> that a catalog belongs to. ML.NET has no public way to them from a catalog.</summary>
/// <param name="Environment">Takes messages for <c>mlContext.Log</c>; null if it cannot be reached.</param>
/// <param name="Seed">The context's seed; null for none.</param>
/// <param name="GpuDeviceId">The context's GPU; null for the CPU.</param>
/// <param name="FallbackToCpu">Whether the CPU takes the place of a GPU that cannot be had.</param>
sealed record ContextSettings(IHostEnvironment? Environment, int? Seed, int? GpuDeviceId, bool FallbackToCpu)
{
    /// <param name="catalog">One of ML.NET's catalogs, such as <c>mlContext.Transforms</c> and <c>mlContext.Data</c>.</param>
    public static ContextSettings Of(object catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Of(Internal(catalog, "Environment") as IHostEnvironment);
    }

    public static ContextSettings Of(IHostEnvironment? environment) => environment is null ? new(null, null, null, false)
        : new(environment, Internal(environment, "Seed") as int?, Internal(environment, "GpuDeviceId") as int?,
            Internal(environment, "FallbackToCpu") is true);

    /// <summary>The options, on the context's GPU unless they name one.</summary>
    public InpaintingOptions Complete(InpaintingOptions options) =>
        GpuDeviceId is not null && options is PartialConvInpaintingOptions { Scoring.GpuDeviceId: null } network
        ? network with { Scoring = network.Scoring with { GpuDeviceId = GpuDeviceId, FallbackToCpu = FallbackToCpu } } : options;

    /// <summary>Tells <c>mlContext.Log</c> what is likely to be unintended.</summary>
    public void Warn(string from, string message)
    {
        using var channel = Environment?.Register(from).Start(from);
        channel?.Warning(MessageSensitivity.None, message);
    }

    /// <summary>Tells <c>mlContext.Log</c> where a transform runs and, as a warning, why not where it was asked to.</summary>
    public void Tell(InpaintingTransformer transformer)
    {
        using var channel = Environment?.Register(nameof(InpaintingTransformer)).Start("Fit");
        channel?.Info(MessageSensitivity.None, $"Fills run on {transformer.Provider}.");
        if (transformer.FallbackReason is { } reason)
        {
            channel?.Warning(MessageSensitivity.None, reason);
        }
    }

    /// <summary>A property of one of the internal interfaces through which ML.NET's own transforms read it.</summary>
    static object? Internal(object owner, string property) =>
        owner.GetType().GetInterfaces().Select(type => type.GetProperty(property)).FirstOrDefault(found => found is not null)?
            .GetValue(owner);
}
