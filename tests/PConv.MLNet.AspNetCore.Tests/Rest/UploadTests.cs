using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>What bounds a request's bytes, all requests' bytes, and time.</summary>
public class UploadTests
{
    static readonly (string, byte[]) ImagePart = ("image", PngFile.Of(Samples.Image(45, 31))),
        MaskPart = ("mask", PngFile.Of(Samples.Irregular(45, 31).ToImage()));

    static PendingBytes Pending(Site site) => site.Services.GetRequiredService<UploadReader>().Pending;

    /// <summary>Begins a form and sends no more of it.</summary>
    static async Task<TcpClient> Stall(Site site, int sent, long claimed)
    {
        var client = new TcpClient();
        var url = new Uri(site.Url);
        await client.ConnectAsync(url.Host, url.Port);
        var head =
            $"POST /inpaint HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: " +
            $"{claimed}\r\n\r\n";
        await client.GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(head + "--x\r\nContent-Disposition: form-data; name=image\r\n\r\n" + new string('a', sent)));
        return client;
    }

    static async Task<string> Answer(TcpClient client)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false).AsTask()
            .WaitAsync(Soon.Patience));
    }

    [Fact]
    public async Task Post_OfAPartOverMaxBytes_IsAnswered413()
    {
        await using var site = await Site.StartRestAsync(o => o.MaxBytes = 3000);

        using var response = await site.PostAsync(("image", new byte[3001]), MaskPart);

        Assert.Equal("The image is a file of more than 3,000 bytes. Send a smaller one.",
            await Problem.Of(response, HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(0, Pending(site).Held);
    }

    [Theory]
    [InlineData("/inpaint")]
    [InlineData("/api/v1/inpaint")]
    public async Task Post_ThatClaimsMoreThanTwoFiles_IsRefusedByItsHeader(string path)
    {
        await using var site = await Site.StartRestAsync(o => o.MaxBytes = 3000);
        using var client = new TcpClient();
        var url = new Uri(site.Url);
        await client.ConnectAsync(url.Host, url.Port);
        await client.GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST {path} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: " +
                    $"{(path == "/inpaint" ? "multipart/form-data; boundary=x" : "application/json")}\r\nContent-Length: 5000000\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 413 ", await Answer(client)); // though nothing of the body was sent
    }

    [Fact]
    public async Task Post_OfAnEndlessBody_IsCutOff()
    {
        await using var site = await Site.StartRestAsync(o => o.MaxBytes = 100_000);
        using var client = new TcpClient();
        var url = new Uri(site.Url);
        await client.ConnectAsync(url.Host, url.Port);
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string('{', 65536)}\r\n");
        await client.GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /api/v1/inpaint HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: " +
                    $"chunked\r\n\r\n"));

        var sent = 0;
        while (!client.GetStream().DataAvailable && sent < 100)
        {
            try
            {
                await client.GetStream().WriteAsync(chunk);
                sent++;
                await Task.Delay(10);
            }
            catch (IOException)
            {
                break; // the server has closed the connection
            }
        }

        Assert.InRange(sent, 1, 99);
        await Soon.Equal(0, () => Pending(site).Held);
    }

    [Fact]
    public async Task Post_OfAClientThatStalls_IsAnswered408AndHoldsOnlyWhatItSent()
    {
        await using var site = await Site.StartRestAsync(o => o.UploadTimeout = TimeSpan.FromSeconds(2));

        using var client = await Stall(site, sent: 5000, claimed: 100_000);
        await Soon.Equal(true, () => Pending(site).Held is > 0 and <= 5000);
        var answer = await Answer(client);

        Assert.StartsWith("HTTP/1.1 408 ", answer);
        Assert.Contains("The request was not complete after 2 s. Send it faster, or raise UploadTimeout.", answer);
        Assert.Equal(0, Pending(site).Held);
    }

    [Fact]
    public async Task Post_OfAClientThatLeavesHalfway_LetsGoOfItsBytes()
    {
        await using var site = await Site.StartRestAsync();

        var client = await Stall(site, sent: 5000, claimed: 100_000);
        await Soon.Equal(true, () => Pending(site).Held > 0);
        client.Dispose();

        await Soon.Equal(0, () => Pending(site).Held);
    }

    [Fact]
    public async Task Post_WhileUploadsHoldMaxPendingBytes_IsAnswered429WithRetryAfter()
    {
        // little more than one request
        await using var site = await Site.StartRestAsync(o => (o.MaxBytes, o.MaxPendingBytes) = (10_000, 93_000));
        Pending(site).Take(92_900);

        using var busy = await site.PostAsync(ImagePart, MaskPart);
        Pending(site).Return(92_900);
        using var free = await site.PostAsync(ImagePart, MaskPart);

        Assert.Equal("Uploads hold 93,000 bytes, as many as MaxPendingBytes allows. Try again in 1 s.",
            await Problem.Of(busy, HttpStatusCode.TooManyRequests));
        Assert.Equal(TimeSpan.FromSeconds(1), busy.Headers.RetryAfter?.Delta);
        Assert.Equal((HttpStatusCode.OK, 0), (free.StatusCode, Pending(site).Held));
    }
}
