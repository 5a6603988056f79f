using Microsoft.AspNetCore.Http.Metadata;

namespace PConv.MLNet.AspNetCore;

/// <summary>On an endpoint: the server refuses longer bodies, by what their header says or while they come.</summary>
sealed record RequestSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
