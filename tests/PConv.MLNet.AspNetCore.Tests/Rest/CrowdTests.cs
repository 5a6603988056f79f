using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Measures the memory of the whole process: runs alone.</summary>
[CollectionDefinition(nameof(CrowdTests), DisableParallelization = true)]
[Collection(nameof(CrowdTests))]
public class CrowdTests
{
    const int Good = 150, OfEachKind = 5;
    const long MaxPending = 64 << 20;

    static readonly byte[] Photo = PngFile.Of(Samples.Image(64, 48)), Mask = PngFile.Of(Samples.Irregular(64, 48).ToImage());

    /// <summary>A JPEG's headers up to its first scan, and nothing of that.</summary>
    static readonly byte[] CutJpeg =
        [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3];

    /// <summary>Requests that cannot be answered with an image, and what they get.</summary>
    static IEnumerable<(string Kind, HttpStatusCode Status, Func<Site, Task<HttpResponseMessage>> Send)> Broken()
    {
        yield return ("cut PNG", HttpStatusCode.BadRequest, site => site.PostAsync(("image", Photo[..^50]), ("mask", Mask)));
        yield return ("cut JPEG", HttpStatusCode.BadRequest, site => site.PostAsync(("image", CutJpeg), ("mask", Mask)));
        // 14 GB, if it were decoded
        yield return ("bomb", HttpStatusCode.RequestEntityTooLarge,
            site => site.PostAsync(("image", PngFile.Claiming(60_000, 60_000)), ("mask", Mask)));
        yield return ("no image", HttpStatusCode.BadRequest, site => site.PostAsync(("image", "text"u8.ToArray()), ("mask", Mask)));
        yield return ("other size", HttpStatusCode.BadRequest,
            site => site.PostAsync(("image", Photo), ("mask", PngFile.Of(new RgbImage(48, 64)))));
        yield return ("too long", HttpStatusCode.RequestEntityTooLarge,
            site => site.PostAsync(("image", new byte[300_000]), ("mask", Mask)));
        yield return ("no base64", HttpStatusCode.UnprocessableEntity,
            site => site.PostAsync("/api/v1/inpaint",
                new StringContent("""{ "image": "?", "mask": "?" }""", Encoding.UTF8, "application/json")));
        yield return ("no method", HttpStatusCode.BadRequest,
            site => site.PostAsync(("image", Photo), ("mask", Mask), ("method", "none"u8.ToArray())));
    }

    /// <summary>Begins a form; then stalls until it is told off, or leaves.</summary>
    static async Task<string> BeginAsync(Site site, bool leaves)
    {
        using var client = new TcpClient();
        var url = new Uri(site.Url);
        await client.ConnectAsync(url.Host, url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /inpaint HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: " +
            $"200000\r\n\r\n--x\r\nContent-Disposition: form-data; name=image\r\n\r\nabc"));
        var answer = new byte[12];
        return leaves ? ""
            : Encoding.ASCII.GetString(answer, 0, await client.GetStream()
                .ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false));
    }

    [Fact]
    public async Task TwoHundredUploadsAtOnce_AQuarterOfThemBroken_AreEachAnsweredRight()
    {
        var errors = new Errors();
        await using var site = await Site.StartRestAsync(
            o => (o.MaxQueue, o.MaxBytes, o.MaxPendingBytes, o.UploadTimeout) = (200, 200_000, MaxPending, TimeSpan.FromSeconds(10)),
            services => services.AddSingleton<ILoggerProvider>(errors));
        using var model = OnnxInpainter.FromFile(site.ModelPath);
        var images = Enumerable.Range(0, Good)
            .Select(i =>
                (Image: Samples.Image(40 + i % 30, 60 - i % 25, seed: i), Holes: Samples.Irregular(40 + i % 30, 60 - i % 25, seed: i)))
                .ToArray();
        var before = Process.GetCurrentProcess().WorkingSet64;

        var good = images.Select(p => site.PostAsync(("image", PngFile.Of(p.Image)), ("mask", PngFile.Of(p.Holes.ToImage())))).ToArray();
        var broken = Broken().SelectMany(b => Enumerable.Range(0, OfEachKind).Select(_ => (b.Kind, b.Status, Answer: b.Send(site))))
            .ToArray();
        var stalled = Enumerable.Range(0, OfEachKind).Select(_ => BeginAsync(site, leaves: false)).ToArray();
        var left = Enumerable.Range(0, OfEachKind).Select(_ => BeginAsync(site, leaves: true)).ToArray();
        var all = Task.WhenAll([.. good, .. broken.Select(b => b.Answer), Task.WhenAll(stalled), Task.WhenAll(left)]);
        var most = 0L;
        while (!all.IsCompleted)
        {
            most = Math.Max(most, Process.GetCurrentProcess().WorkingSet64 - before);
            await Task.WhenAny(all, Task.Delay(20));
        }

        await all;
        Assert.Equal(200, good.Length + broken.Length + stalled.Length + left.Length);
        foreach (var (i, answer) in good.Index())
        {
            using var response = await answer;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var filled = ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors;
            Assert.Equal(model.Inpaint(images[i].Image, images[i].Holes).Pixels, filled.Pixels);
        }

        foreach (var (kind, status, answer) in broken)
        {
            using var response = await answer;
            Assert.Equal((kind, status, "application/problem+json"),
                (kind, response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        }

        Assert.All(stalled, answer => Assert.Equal("HTTP/1.1 408", answer.Result));
        await Soon.Equal((0, 0, 0L),
            () => (site.Queue.Running, site.Queue.Queued, site.Services.GetRequiredService<UploadReader>().Pending.Held));
        Assert.Empty(errors.Messages);
        // uploads and what is made of them, and a model at work; one bomb decoded takes 14 GB
        Assert.True(most < 4 * MaxPending + (200 << 20), $"{most >> 20} MiB more");
    }

    /// <summary>What the application logs as errors.</summary>
    sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Messages.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
