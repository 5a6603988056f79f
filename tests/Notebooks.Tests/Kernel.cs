using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>.NET Interactive with its C# kernel, as editors start it: it reads commands and writes events, each a line of JSON.</summary>
sealed class Kernel : IDisposable
{
    static readonly SemaphoreSlim Starts = new(1); // kernels store what NuGet resolves in one folder of the user's profile

    readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(20));
    readonly Process process;
    readonly Task<string> errors;
    int commands;

    Kernel(Place place)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Built.Kernel, "stdio"])
        {
            WorkingDirectory = place.Notebooks,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardInputEncoding = utf8, StandardOutputEncoding = utf8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name); // those of the build that runs the tests
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing may outlive the kernel
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["NUGET_FALLBACK_PACKAGES"] = $"{place.Packages};{Built.PackageFolder}"; // in this order, and never written
        start.Environment["NUGET_PACKAGES"] = Path.Combine(AppContext.BaseDirectory, "packages"); // what those lack
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a kernel to which this checkout's packages are a source beside the machine's own sources.</summary>
    public static async Task<Kernel> Start(Place place)
    {
        var kernel = new Kernel(place);
        await Starts.WaitAsync();
        try
        {
            await kernel.Run($"#i \"nuget: {Built.Feed}\"");
            return kernel;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
        finally
        {
            Starts.Release();
        }
    }

    /// <summary>Runs a cell.</summary>
    /// <returns>What it shows.</returns>
    /// <exception cref="InvalidOperationException">The cell fails; the message is the kernel's.</exception>
    public async Task<IReadOnlyList<Output>> Run(string code)
    {
        var token = $"{++commands}";
        await Send("SubmitCode", token, new() { ["code"] = code, ["targetKernelName"] = "csharp" });
        var outputs = new OutputList();
        while (true)
        {
            var (name, content, of) = await Event();
            outputs.Add(name, content);
            if (of == token && name is "CommandSucceeded" or "CommandFailed")
            {
                return name == "CommandSucceeded" ? outputs.All : throw new InvalidOperationException((string?)content["message"]);
            }
        }
    }

    public void Dispose()
    {
        try
        {
            Send("Quit", "quit", []).GetAwaiter().GetResult(); // it deletes its temporary files
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(); // its folder is deleted next
        }

        process.Dispose();
        limit.Dispose();
    }

    async Task Send(string type, string token, JsonObject command)
    {
        var line = new JsonObject { ["commandType"] = type, ["command"] = command, ["token"] = token }.ToJsonString();
        await process.StandardInput.WriteLineAsync(line.AsMemory(), limit.Token);
        await process.StandardInput.FlushAsync(limit.Token);
    }

    /// <summary>The next event: its name, its content, and the token of its command. Other lines are what native libraries print.</summary>
    async Task<(string Name, JsonObject Content, string? Token)> Event()
    {
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith('{') && JsonNode.Parse(line) is { } json)
            {
                return ((string)json["eventType"]!, json["event"]!.AsObject(), (string?)json["command"]?["token"]);
            }
        }

        throw new InvalidOperationException($"The kernel has ended: {await errors}");
    }
}
