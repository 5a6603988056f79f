using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>The endpoint of docs/aspnet.md, word by word.</summary>
static class Endpoint
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/inpaint",
            async (IFormFile image, IFormFile mask, IInpaintingService inpainting, HttpResponse response, CancellationToken cancel) =>
        {
            response.ContentType = "image/png";
            await inpainting.InpaintAsync(image.OpenReadStream(), mask.OpenReadStream(), response.Body, cancel: cancel);
        }).WithInpaintingProblems().DisableAntiforgery();
    }
}
