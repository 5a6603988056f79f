using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using PConv.MLNet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register inpainting, and its health check, in an ASP.NET Core application.</summary>
public static class InpaintingServiceExtensions
{
    /// <summary>Adds <see cref="IInpaintingService"/>: one model for the whole application, with a bounded number of calls at
    /// once.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; by default the built-in model on the CPU.</param>
    /// <remarks>Invalid options, or a model that cannot be loaded, fail startup with a descriptive error.</remarks>
    /// <example><code>
    /// builder.Services.AddInpainting();
    /// var app = builder.Build();
    /// app.MapPost("/inpaint", async (IFormFile image, IFormFile mask, IInpaintingService inpainting, HttpResponse response,
    /// CancellationToken cancel) =>
    /// {
    ///     response.ContentType = "image/png";
    ///     await inpainting.InpaintAsync(image.OpenReadStream(), mask.OpenReadStream(), response.Body, cancel: cancel);
    /// }).WithInpaintingProblems().DisableAntiforgery();
    /// </code></example>
    public static IServiceCollection AddInpainting(this IServiceCollection services, Action<InpaintingServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        Add(services).Configure(configure ?? (_ => { }));
        return services;
    }

    /// <summary>Same, with options bound from a configuration section, for example
    /// <c>builder.Configuration.GetSection("Inpainting")</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Keys are the names of <see cref="InpaintingServiceOptions"/>; any other key fails startup, so that a
    /// misspelled limit is noticed.</param>
    public static IServiceCollection AddInpainting(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        Add(services).Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

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

    static OptionsBuilder<InpaintingServiceOptions> Add(IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<InpaintingEngine>();
        services.TryAddSingleton<InpaintingService>();
        services.TryAddSingleton<UploadReader>();
        services.TryAddSingleton<IInpaintingService>(provider => provider.GetRequiredService<InpaintingService>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<InpaintingServiceOptions>, InpaintingServiceOptionsValidator>());
        services.AddHostedService<InpaintingStart>();
        return services.AddOptions<InpaintingServiceOptions>().ValidateOnStart();
    }
}
