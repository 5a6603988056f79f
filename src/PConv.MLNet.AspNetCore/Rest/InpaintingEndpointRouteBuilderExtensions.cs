using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PConv.MLNet.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Extension methods that map inpainting routes.</summary>
public static class InpaintingEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Adds a page on which people paint and fill holes, and routes for programs: forms (<c>POST inpaint</c>, <c>mask</c>, <c>image</c>)
    /// and IOPaint's <c>POST api/v1/inpaint</c>. Needs <c>services.AddInpainting()</c>, whose options bound what a request may take.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Prefix of all routes; empty by default, so that the page is at <c>/</c>.</param>
    /// <param name="page">Whether to map the page; true by default.</param>
    /// <returns>A builder for all routes, for example for <c>RequireAuthorization()</c>. The routes have no authentication by
    /// default.</returns>
    /// <exception cref="InvalidOperationException"><c>services.AddInpainting()</c> is missing.</exception>
    /// <example><code>
    /// builder.Services.AddInpainting();
    /// var app = builder.Build();
    /// app.MapInpainting("/retouch").RequireAuthorization();
    /// </code></example>
    public static IEndpointConventionBuilder MapInpainting(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "",
        bool page = true)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (endpoints.ServiceProvider.GetService<InpaintingService>() is null)
        {
            throw new InvalidOperationException(
                "MapInpainting needs the service. Call builder.Services.AddInpainting() before builder.Build().");
        }

        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<InpaintingServiceOptions>>().Value;
        var group = endpoints.MapGroup(prefix);
        group.WithMetadata(new RequestSizeLimit(options.MaxRequestBytes));
        FormRoute.Map(group);
        IOPaintRoute.Map(group);
        if (page)
        {
            InpaintingPage.Map(group);
        }

        return group;
    }

    /// <summary>Converts exceptions of <see cref="IInpaintingService"/> in an endpoint of one's own to problem details: 400 for images that
    /// cannot be used, 413 for too large ones, 429 with <c>Retry-After</c> when busy, 500 if the model fails.</summary>
    /// <param name="builder">An endpoint that takes its images from the request: <c>app.MapPost(…).WithInpaintingProblems()</c>.</param>
    public static TBuilder WithInpaintingProblems<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter<TBuilder, InpaintingProblemFilter>();
}
