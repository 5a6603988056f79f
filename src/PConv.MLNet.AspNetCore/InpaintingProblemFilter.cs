using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PConv.MLNet.AspNetCore;

/// <summary>
/// Answers what <see cref="IInpaintingService"/> refuses with problem details: 400 for pictures that cannot be used, 413 for too large ones,
/// 429 with <c>Retry-After</c> when busy. For endpoints that take their pictures from the request:
/// <c>app.MapPost(…).AddEndpointFilter&lt;InpaintingProblemFilter&gt;()</c>.
/// </summary>
public sealed class InpaintingProblemFilter : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (!http.Response.HasStarted && StatusOf(e) is not null)
        {
            if (e is InpaintingBusyException busy)
            {
                http.Response.Headers.RetryAfter = busy.RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
            }

            var alias = http.GetEndpoint()?.Metadata.GetMetadata<ProblemAlias>();
            return TypedResults.Problem(e.Message, statusCode: StatusOf(e), extensions: alias is null ? null : new Dictionary<string, object?> { [alias.Key] = e.Message });
        }
    }

    static int? StatusOf(Exception e) => e switch
    {
        InpaintingBusyException => StatusCodes.Status429TooManyRequests,
        InpaintingTooLargeException or InsufficientMemoryException => StatusCodes.Status413PayloadTooLarge,
        BadHttpRequestException bad => bad.StatusCode,
        ArgumentException or InvalidDataException => StatusCodes.Status400BadRequest,
        _ => null,
    };
}
