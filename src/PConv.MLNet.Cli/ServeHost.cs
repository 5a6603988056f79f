using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PConv.MLNet.AspNetCore;

namespace PConv.MLNet.Cli;

/// <summary>A web application that only serves inpainting and reads no configuration files or environment variables.</summary>
static class ServeHost
{
    /// <summary>Serves until canceled.</summary>
    /// <param name="where">Address and port; 0 for any free one.</param>
    /// <param name="open">Whether to open a browser.</param>
    /// <param name="configure">Sets model and limits.</param>
    /// <param name="cancel">Stops the server: new requests are rejected, and running requests have 30 seconds to finish.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    /// <exception cref="IOException">The address is not available for listening.</exception>
    public static async Task RunAsync(IPEndPoint where, bool open, Action<InpaintingServiceOptions> configure, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, where));
        builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // startup errors are reported below
        builder.Services.AddRouting().AddProblemDetails().AddInpainting(options =>
        {
            configure(options);
            options.MaxPendingBytes = Math.Max(options.MaxPendingBytes, 2 * (long)options.MaxBytes * 4 / 3 + (1 << 20));
        });
        await using var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        try
        {
            app.MapInpainting();
            await app.StartAsync(cancel);
        }
        catch (OptionsValidationException e)
        {
            throw new ArgumentException(e.Message);
        }
        catch (IOException e)
        {
            throw new IOException($"{e.Message} Take another --port, or 0 for any free one.");
        }

        var url = app.Urls.Single() + '/';
        if (!IPAddress.IsLoopback(where.Address))
        {
            Terminal.Note("Whoever reaches this machine can use it: there is no authentication.");
        }

        Terminal.Note("Ctrl-C ends it. The page and the REST interface are at");
        Terminal.Result(url);
        if (open)
        {
            Open(where.Address.Equals(IPAddress.Any) || where.Address.Equals(IPAddress.IPv6Any) ? $"http://127.0.0.1:{new Uri(url).Port}/"
                : url);
        }

        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>Limits slow and numerous clients. Kestrel's defaults assume a proxy and small requests.</summary>
    static void Configure(KestrelServerOptions kestrel, IPEndPoint where)
    {
        kestrel.Listen(where);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 1000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10)); // a slow mobile network
    }

    static void Open(string url)
    {
        try
        {
            Process.Start(new ProcessStartInfo(url) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            Terminal.Note($"No browser can be opened here ({e.Message}): open the page yourself.");
        }
    }
}
