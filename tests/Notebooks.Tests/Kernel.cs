using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>.NET Interactive with its C# kernel, as editors start it: it reads commands and writes events, each a line of JSON.</summary>
sealed class Kernel : IDisposable
{
    readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(10));
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
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = start.Environment["DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["NUGET_FALLBACK_PACKAGES"] = $"{place.Packages};{Built.PackageFolder}"; // looked in after the next, and never written
        start.Environment["NUGET_PACKAGES"] = Path.Combine(AppContext.BaseDirectory, "packages");
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a kernel to which this checkout's packages are a source of packages beside the machine's.</summary>
    public static async Task<Kernel> Start(Place place)
    {
        var kernel = new Kernel(place);
        while (await kernel.Event() is var (name, _, _) && name != "KernelReady")
        {
        }

        await kernel.Run($"#i \"nuget: {Built.Feed}\"");
        return kernel;
    }

    /// <summary>Runs a cell.</summary>
    /// <returns>What it shows.</returns>
    /// <exception cref="InvalidOperationException">The cell fails; the message is the kernel's.</exception>
    public async Task<IReadOnlyList<Output>> Run(string code)
    {
        var token = $"{++commands}";
        await process.StandardInput.WriteLineAsync(new JsonObject
        {
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
            ["token"] = token,
        }.ToJsonString());
        var outputs = new OutputList();
        while (true)
        {
            var (name, values, of) = await Event();
            outputs.Add(name, values);
            if (of == token && name is "CommandSucceeded" or "CommandFailed")
            {
                return name == "CommandSucceeded" ? outputs.All : throw new InvalidOperationException((string)values["message"]!);
            }
        }
    }

    /// <summary>The next event: its name, its content, and the token of the command that it belongs to. Other lines are what native libraries print.</summary>
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

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit(); // its folder is deleted next
        process.Dispose();
        limit.Dispose();
    }
}
