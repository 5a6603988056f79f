using Microsoft.Extensions.Diagnostics.HealthChecks;
using PConv.MLNet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add inpainting to an application's health checks.</summary>
public static class InpaintingHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that sends an image of 8×8 pixels through the model, or reports healthy if calls are running. Needs
    /// <c>services.AddInpainting()</c>.</summary>
    /// <param name="builder">The builder returned by <c>services.AddHealthChecks()</c>.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">Status to report on failure; null, the default, for unhealthy.</param>
    /// <param name="tags">Tags to select checks by.</param>
    public static IHealthChecksBuilder AddInpainting(this IHealthChecksBuilder builder,
        string name = "inpainting", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<InpaintingHealthCheck>(name, failureStatus, tags ?? []);
    }
}
