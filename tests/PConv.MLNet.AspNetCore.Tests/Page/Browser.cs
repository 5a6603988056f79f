using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>One page in headless Chromium (Debian: chromium), driven over its DevTools protocol.</summary>
sealed class Browser : IAsyncDisposable
{
    static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    readonly TemporaryFolder folder = new();
    readonly Process process;
    readonly ClientWebSocket socket = new();
    readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> calls = new();
    readonly ConcurrentQueue<(string Method, JsonElement Parameters)> events = new();
    readonly SemaphoreSlim sending = new(1);
    int latest;

    Browser()
    {
        Directory.CreateDirectory(Downloads);
        string[] arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
                $"--user-data-dir={folder["profile"]}", "about:blank"];
        process =
            Process.Start(new ProcessStartInfo("chromium", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Where downloads go.</summary>
    public string Downloads => folder["downloads"];

    /// <summary>What the console and the log of the page hold.</summary>
    public string[] Console =>
        [.. events.Where(e => e.Method is "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded")
            .Select(e => e.Parameters.ToString())];

    /// <summary>Addresses the page has asked for.</summary>
    public string[] Requests =>
        [.. events.Where(e => e.Method == "Network.requestWillBeSent")
            .Select(e => e.Parameters.GetProperty("request").GetProperty("url").GetString()!)];

    public static async Task<Browser> StartAsync(int width = 1100, int height = 800)
    {
        var browser = new Browser();
        const string announcement = "DevTools listening on ws://";
        string? line;
        do
        {
            line = await browser.process.StandardError.ReadLineAsync().WaitAsync(Soon.Patience)
                ?? throw new InvalidOperationException("Chromium has ended. Is it installed?");
        }
        while (!line.StartsWith(announcement, StringComparison.Ordinal));

        _ = browser.process.StandardError.ReadToEndAsync();
        _ = browser.process.StandardOutput.ReadToEndAsync();
        using var http = new HttpClient();
        using var tab = await http.PutAsync($"http://{line[announcement.Length..].Split('/')[0]}/json/new?about:blank", null);
        await browser.socket.ConnectAsync(
            new((await tab.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("webSocketDebuggerUrl").GetString()!), default);
        _ = browser.ReceiveAsync();
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network", "DOM"])
        {
            await browser.CallAsync(domain + ".enable");
        }

        await browser.ResizeAsync(width, height);
        await browser.CallAsync("Browser.setDownloadBehavior", new { behavior = "allow", downloadPath = browser.Downloads });
        return browser;
    }

    public Task ResizeAsync(int width, int height) => CallAsync("Emulation.setDeviceMetricsOverride", new
    {
        width,
        height,
        deviceScaleFactor = 1,
        mobile = false,
    });

    public async Task OpenAsync(string url)
    {
        await CallAsync("Page.navigate", new { url });
        await UntilAsync("document.readyState === 'complete' && document.getElementById('method')?.options.length > 0");
    }

    /// <summary>The value of an expression, awaited if it is a promise.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var result = await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.False(result.TryGetProperty("exceptionDetails", out var error), error.ToString());
        return result.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        for (var end = DateTime.UtcNow + Soon.Patience; !(await EvaluateAsync($"!!({expression})")).GetBoolean(); await Task.Delay(20))
        {
            Assert.True(DateTime.UtcNow < end, $"Never: {expression}\n{string.Join('\n', Console)}");
        }
    }

    public Task ClickAsync(string id) => EvaluateAsync($"document.getElementById('{id}').click()");

    /// <summary>Puts a file into a file input.</summary>
    public async Task ChooseAsync(string id, string file)
    {
        var input = await CallAsync("Runtime.evaluate", new { expression = $"document.getElementById('{id}')" });
        await CallAsync("DOM.setFileInputFiles", new
        {
            files = new[] { file },
            objectId = input.GetProperty("result").GetProperty("objectId").GetString(),
        });
    }

    /// <summary>Presses the mouse at the first point, moves it over the others, and lets go; points are in CSS pixels of the
    /// window.</summary>
    public async Task DragAsync(params (double X, double Y)[] points)
    {
        await MouseAsync("mouseMoved", points[0], 0);
        await MouseAsync("mousePressed", points[0], 1);
        foreach (var point in points[1..])
        {
            await MouseAsync("mouseMoved", point, 1);
        }

        await MouseAsync("mouseReleased", points[^1], 0);
    }

    /// <summary>Presses and lets go of a key; modifiers: 2 is Ctrl, 8 is Shift.</summary>
    public async Task KeyAsync(string key, int modifiers = 0)
    {
        await KeyAsync("keyDown", key, modifiers);
        await KeyAsync("keyUp", key, modifiers);
    }

    public Task KeyAsync(string type, string key, int modifiers) =>
        CallAsync("Input.dispatchKeyEvent", new
        {
            type,
            key,
            modifiers,
            text = type == "keyDown" && key.Length == 1 && modifiers == 0 ? key : null,
        });

    /// <summary>The window as a PNG file.</summary>
    public async Task<byte[]> ScreenshotAsync() =>
        (await CallAsync("Page.captureScreenshot", new { format = "png" })).GetProperty("data").GetBytesFromBase64();

    /// <summary>Calls a method of the protocol.</summary>
    public async Task<JsonElement> CallAsync(string method, object? parameters = null)
    {
        var id = Interlocked.Increment(ref latest);
        var answer = calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await sending.WaitAsync();
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }, WithoutNulls),
            WebSocketMessageType.Text, true, default);
        sending.Release();
        return await answer.Task.WaitAsync(Soon.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        socket.Dispose();
        for (var attempt = 0; attempt < 20; attempt++) // its children write to the profile for a moment longer
        {
            try
            {
                folder.Dispose();
                return;
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    Task<JsonElement> MouseAsync(string type, (double X, double Y) at, int buttons) =>
        CallAsync("Input.dispatchMouseEvent", new { type, x = at.X, y = at.Y, button = "left", buttons, clickCount = 1 });

    async Task ReceiveAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), default);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                {
                    continue;
                }

                var json = JsonSerializer.Deserialize<JsonElement>(message.ToArray());
                message.SetLength(0);
                if (!json.TryGetProperty("id", out var id))
                {
                    events.Enqueue((json.GetProperty("method").GetString()!, json.GetProperty("params")));
                }
                else if (calls.TryRemove(id.GetInt32(), out var call))
                {
                    if (json.TryGetProperty("error", out var error))
                    {
                        call.SetException(new InvalidOperationException(error.ToString()));
                    }
                    else
                    {
                        call.SetResult(json.GetProperty("result"));
                    }
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            foreach (var call in calls.Values)
            {
                call.TrySetException(e);
            }
        }
    }
}
