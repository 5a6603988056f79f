using System.Diagnostics;
using System.Net;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class ServeCommandTests : IDisposable
{
    static readonly RgbImage Image = Samples.Image(45, 31);
    static readonly Mask Holes = Samples.Irregular(45, 31);

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static MultipartFormDataContent Form() => new()
    {
        { new ByteArrayContent(PngFile.Of(Image)), "image", "image.png" },
        { new ByteArrayContent(PngFile.Of(Holes.ToImage())), "mask", "mask.png" },
    };

    /// <summary>Serves while something is done with its address, and ends it by a signal.</summary>
    static async Task<Outcome> Serve(string[] arguments, Func<string, Task> visit, string signal = "INT", string? path = null)
    {
        var start = Tool.Interruptible(Tool.Start(["serve", "--port", "0", .. arguments]));
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["PATH"] = path ?? start.Environment["PATH"];
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            var address = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            Assert.False(address is null, address is null ? await error : "");
            await visit(address!);
            Process.Start("kill", [$"-{signal}", $"{process.Id}"])!.WaitForExit();
            var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            return new(process.ExitCode, $"{address}\n{rest}", await error);
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData("INT")] // Ctrl-C
    [InlineData("TERM")]
    public async Task Serve_ToldToEnd_EndsWellAfterItHasServedPageAndFills(string signal)
    {
        var model = ModelFile.Write(folder["small.onnx"]);
        using var expected = OnnxInpainter.FromFile(model);

        var outcome = await Serve(["--model", model], async address =>
        {
            using var client = new HttpClient { BaseAddress = new(address) };
            Assert.Contains("<title>", await client.GetStringAsync(""));
            using var filled = await client.PostAsync("inpaint", Form());
            Assert.Equal(HttpStatusCode.OK, filled.StatusCode);
            File.WriteAllBytes(folder["filled.png"], await filled.Content.ReadAsByteArrayAsync());
            using var none = await client.GetAsync("none");
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"),
                (none.StatusCode, none.Content.Headers.ContentType?.MediaType));
        }, signal);

        Assert.Equal((0, "Ctrl-C ends it. The page and the REST interface are at\n"), (outcome.Code, outcome.Error));
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/\n$", outcome.Output);
        Assert.Equal(expected.Inpaint(Image, Holes).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public async Task Serve_WithBoundsAndAMethod_KeepsThem()
    {
        await Serve(["--method", "telea", "--grow", "5", "--max-pixels", "1000"], async address =>
        {
            using var client = new HttpClient { BaseAddress = new(address) };
            var settings = await client.GetStringAsync("inpaint");
            Assert.Contains("\"method\":\"telea\"", settings);
            Assert.Contains("\"grow\":5", settings);
            using var large = await client.PostAsync("inpaint", Form());
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        });
    }

    [Fact]
    public async Task Serve_ToOtherMachines_WarnsThatThereIsNoAuthentication()
    {
        var outcome = await Serve(["--host", "0.0.0.0"], _ => Task.CompletedTask);

        Assert.StartsWith("Whoever reaches this machine can use it: there is no authentication.\n", outcome.Error);
    }

    [Fact]
    public async Task Serve_WithOpen_OpensTheAddress()
    {
        File.WriteAllText(folder["xdg-open"],
            $"#!/bin/sh\necho \"$1\" >'{folder["opened.new"]}'\nmv '{folder["opened.new"]}' '{folder["opened"]}'\n");
        Process.Start("chmod", ["+x", folder["xdg-open"]])!.WaitForExit();

        await Serve(["--open"], address =>
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(folder["opened"]), TimeSpan.FromSeconds(30)));
            Assert.Equal(address, File.ReadAllText(folder["opened"]).Trim());
            return Task.CompletedTask;
        }, path: $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}");
    }

    [Fact]
    public async Task Serve_OnAPortInUse_SaysWhatToTake()
    {
        await Serve([], address =>
        {
            var port = new Uri(address).Port;
            Tool.Run("serve", "--port", $"{port}")
                .Fails($"Failed to bind to address http://127.0.0.1:{port}: address already in use. Take another --port, or 0 for any " +
                $"free one.");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void Serve_WithoutItsModelFile_SaysSo() =>
        Tool.Run("serve", "--port", "0", "--model", folder["none.onnx"])
        .Fails($"The inpainting model cannot be loaded. There is no model '{folder["none.onnx"]}'.");

    [Theory]
    [InlineData("--port 70000", "--port is 70000, expected 0 to 65535.")]
    [InlineData("--host example.org",
        "--host is 'example.org', expected an address of this machine, as 127.0.0.1, or 0.0.0.0 or :: for any.")]
    [InlineData("--method magic", "--method is 'magic', expected ")]
    [InlineData("--method telea --style natural", "--method telea and --style natural contradict each other. Leave one of them out.")]
    [InlineData("--grow 1001", "--grow is 1001, expected 0 to 1000 pixels.")]
    [InlineData("--concurrency 0", "--concurrency, calls that run at once, is 0, expected 1 or more.")]
    [InlineData("--device gpu", "Device 'gpu' is not known. Take cpu, cuda, cuda:1, tensorrt or tensorrt:1.")]
    public void Serve_WithWrongArguments_SaysWhatIsExpected(string arguments, string sentence) =>
    Tool.Run(["serve", .. arguments.Split(' ')]).IsWrongUse(sentence);
}
