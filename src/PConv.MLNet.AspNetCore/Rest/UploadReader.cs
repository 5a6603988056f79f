using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace PConv.MLNet.AspNetCore;

/// <summary>Opens the uploads of all requests.</summary>
sealed class UploadReader(IOptions<InpaintingServiceOptions> options)
{
    /// <summary>Memory held by all uploads.</summary>
    public PendingBytes Pending { get; } = new(options.Value.MaxPendingBytes);

    /// <summary>Creates the upload of a request; dispose it when the response is sent.</summary>
    public Upload Open(HttpContext http) => new(http, Pending, options.Value);
}
