using System.CommandLine;
using System.Net;
using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv serve</c></summary>
static class ServeCommand
{
    public static Command Create()
    {
        var host = new Option<string>("--host")
        {
            HelpName = "address",
            Description = "Address to listen on: of this machine alone, unless another is asked for, as 0.0.0.0 (any).",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 for any free one.", DefaultValueFactory = _ => 8080 };
        var open = new Option<bool>("--open") { Description = "Open the page in a browser." };
        var model = new Option<string?>("--model") { HelpName = "file", Description = "ONNX model file; the built-in model if left out." };
        var method = new Option<string>("--method")
        {
            HelpName = "method",
            Description = $"How holes are filled where a request does not say: {InpaintingMethod.Names}.",
            DefaultValueFactory = _ => InpaintingMethod.Natural,
        };
        var grow = new Option<int>("--grow")
        {
            HelpName = "pixels",
            Description = "Pixels by which holes grow where a request does not say.",
            DefaultValueFactory = _ => 0,
        };
        var device = DeviceArgument.ForFills();
        var pixels = new Option<int>("--max-pixels") { Description = "Largest area of an image.", DefaultValueFactory = _ => 1 << 25 };
        var bytes = new Option<int>("--max-bytes") { Description = "Largest file of an image.", DefaultValueFactory = _ => 100 << 20 };
        var concurrency = new Option<int>("--concurrency")
        {
            Description = "Images filled at once; one already uses all cores.",
            DefaultValueFactory = _ => 1,
        };
        var queue = new Option<int>("--queue")
        {
            Description = "Requests that may wait; the next is told to come again.",
            DefaultValueFactory = _ => 16,
        };
        method.AcceptOnlyFromAmong([.. InpaintingMethod.All.Select(m => m.Name)]);
        var loading = new ModelArguments(model, device);
        var command = new Command("serve",
            "Serve a page on which holes are painted and filled, and a REST interface: forms and IOPaint's. Ctrl-C ends it.\n\n" +
            "Examples:\n  pconv serve --open\n  curl -F image=@photo.jpg -F mask=@mask.png localhost:8080/inpaint -o out.png")
        {
            host, port, open, model, method, grow, device, pixels, bytes, concurrency, queue,
        };
        loading.AddTo(command);
        command.SetAction(async (result, cancel) =>
        {
            var address = Address(result.GetValue(host)!);
            if (result.GetValue(port) is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            {
                throw new ArgumentException($"--port is {result.GetValue(port)}, expected 0 to {IPEndPoint.MaxPort}.");
            }

            var (name, growth) = (loading.Method(result, method), GrowArgument.Read(result, grow));
            var atOnce = result.GetValue(concurrency);
            await ServeHost.RunAsync(new(address, result.GetValue(port)), result.GetValue(open), options =>
            {
                options.ModelFile = result.GetValue(model);
                (options.Method, options.Grow) = (name, growth);
                options.Scoring = loading.Options(result, atOnce > 1 ? Math.Max(1, Environment.ProcessorCount / atOnce) : 0);
                (options.MaxPixels, options.MaxBytes) = (result.GetValue(pixels), result.GetValue(bytes));
                (options.MaxConcurrency, options.MaxQueue) = (atOnce, result.GetValue(queue));
            }, cancel);
            return 0;
        });
        return command;
    }

    /// <summary>Accepts IP addresses only, because a host name may resolve to any machine.</summary>
    static IPAddress Address(string host) =>
        host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : throw new ArgumentException($"--host is '{host}', expected an address of this machine, as 127.0.0.1, or 0.0.0.0 or :: for any.");
}
