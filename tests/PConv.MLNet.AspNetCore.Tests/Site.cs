using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>An application with inpainting by a small model, on a free port of this machine.</summary>
sealed class Site : IAsyncDisposable
{
    readonly TemporaryFolder folder = new();
    readonly WebApplication app;
    readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    Site(Action<InpaintingServiceOptions>? configure, Action<IServiceCollection>? more, Action<WebApplication> map)
    {
        ModelFile.Write(folder[Model]);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddInpainting(options =>
        {
            options.ModelFile = Model;
            configure?.Invoke(options);
        });
        builder.Services.AddHealthChecks().AddInpainting();
        more?.Invoke(builder.Services);
        app = builder.Build();
        map(app);
        app.MapHealthChecks("/health");
    }

    /// <summary>Name of the small model, relative to the content root.</summary>
    public const string Model = "small.onnx";

    public IServiceProvider Services => app.Services;

    public IInpaintingService Service => Services.GetRequiredService<IInpaintingService>();

    public InpaintingQueue Queue => Services.GetRequiredService<InpaintingService>().Queue;

    public string ModelPath => folder[Model];

    /// <summary>Starts an application; one that does not start is disposed and throws what it threw.</summary>
    public static async Task<Site> StartAsync(Action<InpaintingServiceOptions>? configure = null, Action<IServiceCollection>? more = null,
        Action<WebApplication>? map = null)
    {
        var site = new Site(configure, more, map ?? Endpoint.Map);
        try
        {
            await site.app.StartAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an application with the page and the REST routes.</summary>
    public static Task<Site> StartRestAsync(Action<InpaintingServiceOptions>? configure = null, Action<IServiceCollection>? more = null) =>
        StartAsync(configure, more, app => app.MapInpainting());

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Url => app.Urls.Single();

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(Url + path);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request);

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content) => client.PostAsync(Url + path, content);

    /// <summary>Sends files as a form does.</summary>
    public Task<HttpResponseMessage> PostAsync(params (string Name, byte[] File)[] parts) => PostAsync(default, parts);

    public Task<HttpResponseMessage> PostAsync(CancellationToken leave, params (string Name, byte[] File)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, file) in parts)
        {
            form.Add(new ByteArrayContent(file), name, name + ".png");
        }

        return client.PostAsync(Url + "/inpaint", form, leave);
    }

    /// <summary>Ends the application; the folder stays until the site itself is disposed.</summary>
    public ValueTask StopAsync() => app.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }
}
