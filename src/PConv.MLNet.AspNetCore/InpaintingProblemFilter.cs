using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PConv.MLNet.AspNetCore;

/// <summary>
/// Answers what <see cref="IInpaintingService"/> refuses with problem details: 400 for pictures that cannot be used, 413 for too large ones,
/// 503 with <c>Retry-After</c> when busy. For endpoints that take their pictures from the request:
/// <c>app.MapPost(…).AddEndpointFilter&lt;InpaintingProblemFilter&gt;()</c>.
/// </summary>
public sealed class InpaintingProblemFilter : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var response = context.HttpContext.Response;
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (!response.HasStarted && StatusOf(e) is not null)
        {
            if (e is InpaintingBusyException busy)
            {
                response.Headers.RetryAfter = busy.RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
            }

            return TypedResults.Problem(e.Message, statusCode: StatusOf(e));
        }
    }

    static int? StatusOf(Exception e) => e switch
    {
        InpaintingBusyException => StatusCodes.Status503ServiceUnavailable,
        InpaintingTooLargeException => StatusCodes.Status413PayloadTooLarge,
        ArgumentException or InvalidDataException => StatusCodes.Status400BadRequest,
        _ => null,
    };
}
