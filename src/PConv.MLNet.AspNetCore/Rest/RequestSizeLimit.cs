using Microsoft.AspNetCore.Http.Metadata;

namespace PConv.MLNet.AspNetCore;

/// <summary>Endpoint metadata: the server rejects longer bodies, by their Content-Length or while reading.</summary>
sealed record RequestSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
