using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PConv.MLNet.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Inpainting among an application's routes.</summary>
public static class InpaintingEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Adds a page on which people paint and fill holes, and routes for programs: forms (<c>POST inpaint</c>, <c>mask</c>, <c>image</c>)
    /// and IOPaint's <c>POST api/v1/inpaint</c>. Needs <c>services.AddInpainting()</c>, whose options bound what a request may take.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">What all routes begin with; nothing by default, which puts the page at <c>/</c>.</param>
    /// <param name="page">Whether the page is among them; true by default.</param>
    /// <returns>All of them, to add <c>RequireAuthorization()</c> and the like: they ask nobody who he is.</returns>
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
}
