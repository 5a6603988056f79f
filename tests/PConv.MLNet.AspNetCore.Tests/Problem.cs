using System.Net;
using System.Text.Json;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Problem details (RFC 9457) of an answer.</summary>
static class Problem
{
    /// <summary>The sentence of an answer of that status; where a key is given, it must hold the same.</summary>
    public static async Task<string> Of(HttpResponseMessage response, HttpStatusCode status, string? alias = null)
    {
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var detail = problem.RootElement.GetProperty("detail").GetString()!;
        Assert.Equal(detail, alias is null ? detail : problem.RootElement.GetProperty(alias).GetString());
        return detail;
    }
}
