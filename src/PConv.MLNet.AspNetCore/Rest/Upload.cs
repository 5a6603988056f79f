using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace PConv.MLNet.AspNetCore;

/// <summary>Reads one request's body into memory, within limits on its bytes, the bytes of all requests, and time.</summary>
sealed class Upload : IDisposable
{
    const int BufferBytes = 1 << 16, MaxBoundary = 70; // RFC 2046, section 5.1.1

    readonly HttpContext http;
    readonly PendingBytes pending;
    readonly InpaintingServiceOptions options;
    readonly CancellationTokenSource timeout;
    long taken;

    public Upload(HttpContext http, PendingBytes pending, InpaintingServiceOptions options)
    {
        (this.http, this.pending, this.options) = (http, pending, options);
        timeout = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        timeout.CancelAfter(options.UploadTimeout);
    }

    /// <summary>The parts of a form (multipart/form-data), by their names.</summary>
    /// <param name="limits">The accepted names, with the maximum number of bytes of each.</param>
    /// <exception cref="BadHttpRequestException">The body is not a form, has other parts, is truncated, or takes too long.</exception>
    /// <exception cref="InpaintingTooLargeException">A part is too large.</exception>
    public Task<Dictionary<string, byte[]>> ReadFormAsync(IReadOnlyDictionary<string, int> limits) => InTime(async () =>
    {
        var reader = new MultipartReader(Boundary(), http.Request.Body);
        var parts = new Dictionary<string, byte[]>();
        while (await reader.ReadNextSectionAsync(timeout.Token).ConfigureAwait(false) is { } section)
        {
            var name = section.GetContentDispositionHeader()?.Name.Value ?? "";
            if (!limits.TryGetValue(name, out var most) || parts.ContainsKey(name))
            {
                throw new BadHttpRequestException(
                    $"The form has {(parts.ContainsKey(name) ? "two parts" : "a part")} '{name}'. Send each of " +
                    $"{string.Join(", ", limits.Keys)} at most once.");
            }

            parts[name] = await ReadAsync(section.Body, length => InpaintingTooLargeException.ThrowIfMoreBytes(name, length, most))
                .ConfigureAwait(false);
        }

        return parts;
    });

    /// <summary>Reads the whole body of a request with a JSON content type.</summary>
    /// <exception cref="BadHttpRequestException">The content type is not JSON, or the body is too large, truncated, or takes too
    /// long.</exception>
    public Task<byte[]> ReadJsonAsync() => http.Request.HasJsonContentType()
        ? InTime(() => ReadAsync(http.Request.Body, _ => { }))
        : throw new BadHttpRequestException($"The request is '{http.Request.ContentType}', expected application/json.",
            StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        timeout.Dispose();
        pending.Return(taken);
    }

    async Task<byte[]> ReadAsync(Stream body, Action<long> check)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[BufferBytes];
        for (int count; (count = await body.ReadAsync(buffer, timeout.Token).ConfigureAwait(false)) > 0;)
        {
            check(copy.Length + count);
            pending.Take(count);
            taken += count;
            copy.Write(buffer, 0, count);
        }

        return copy.ToArray();
    }

    async Task<T> InTime<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException(
                $"The request was not complete after {options.UploadTimeout.TotalSeconds:F0} s. Send it faster, or raise UploadTimeout.",
                StatusCodes.Status408RequestTimeout);
        }
        // thrown by the reader if a form is malformed or truncated
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(IOException))
        {
            throw new BadHttpRequestException($"The form cannot be read: {e.Message}");
        }
    }

    string Boundary() =>
        MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= MaxBoundary } boundary
            ? boundary.Value!
            : throw new BadHttpRequestException(
                $"The request is '{http.Request.ContentType}', expected multipart/form-data with a boundary.",
                StatusCodes.Status415UnsupportedMediaType);
}
