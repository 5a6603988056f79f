using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PConv.MLNet.Inference;

namespace PConv.MLNet.AspNetCore;

/// <summary>
/// Converts exceptions of <see cref="IInpaintingService"/> to problem details, as
/// <see cref="InpaintingEndpointRouteBuilderExtensions.WithInpaintingProblems"/> says.
/// </summary>
sealed class InpaintingProblemFilter : IEndpointFilter
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
            // does not reveal folders of the server
            var message = e is InpaintingModelException model
                ? model.Message.Replace(model.Model, Path.GetFileName(model.Model), StringComparison.Ordinal)
                : RequestFields.InWords(e.Message);
            if (e is InpaintingBusyException busy)
            {
                http.Response.Headers.RetryAfter = busy.RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
            }

            var alias = http.GetEndpoint()?.Metadata.GetMetadata<ProblemAlias>();
            return TypedResults.Problem(message, statusCode: StatusOf(e), extensions: alias is null ? null
                : new Dictionary<string, object?> { [alias.Key] = message });
        }
    }

    static int? StatusOf(Exception e) => e switch
    {
        InpaintingBusyException => StatusCodes.Status429TooManyRequests,
        InpaintingTooLargeException or InsufficientMemoryException => StatusCodes.Status413PayloadTooLarge,
        BadHttpRequestException bad => bad.StatusCode,
        InpaintingModelException => StatusCodes.Status500InternalServerError,
        ArgumentException or InvalidDataException => StatusCodes.Status400BadRequest,
        _ => null,
    };
}
