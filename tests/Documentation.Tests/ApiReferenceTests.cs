using System.Diagnostics;
using System.Text.Json.Nodes;
using PConv.MLNet.AspNetCore;
using PConv.MLNet.Masks;
using PConv.MLNet.Training;

namespace Documentation.Tests;

/// <summary>What <c>./build.sh docs</c> does, with the assemblies that were built for the tests.</summary>
public sealed class ApiReferenceTests : IDisposable
{
    readonly string site = Directory.CreateTempSubdirectory("pconv-docs").FullName;

    public void Dispose() => Directory.Delete(site, recursive: true);

    [Fact]
    public async Task Docfx_WritesAPageForEveryPublicTypeAndEveryGuide()
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)); // release or debug
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Page.Root, "docfx.json")))!;
        foreach (var source in config["metadata"]![0]!["src"]!.AsArray())
        {
            var built = ((string)source!["src"]!).Replace("/release", $"/{configuration}", StringComparison.Ordinal);
            source["src"] = Path.Combine(Page.Root, built);
        }

        config["metadata"]![0]!["output"] = Path.Combine(Page.Root, (string)config["metadata"]![0]!["output"]!);
        var metadata = Path.Combine(site, "metadata.json");
        await File.WriteAllTextAsync(metadata, config.ToJsonString());

        await Run("tool", "restore");
        await Run("docfx", "metadata", metadata);
        var log = await Run("docfx", "build", "docfx.json", "--output", Path.Combine(site, "site"));

        var types = new[] { typeof(Mask), typeof(IInpaintingService), typeof(PartialConvTrainer) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).ToArray();
        Assert.NotEmpty(types);
        var pages = Directory.EnumerateFiles(Path.Combine(site, "site"), "*.html", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.All(types, type => Assert.Contains(type.FullName!.Replace('+', '.').Replace('`', '-'), pages));
        Assert.All(Page.Names, name => Assert.Contains(Path.GetFileNameWithoutExtension(name), pages));
        var broken = log.Split('\n').Where(line => line.Contains("InvalidFileLink", StringComparison.Ordinal));
        Assert.DoesNotContain(broken, line => line.Contains(".md)", StringComparison.Ordinal)); // GitHub shows folders, a site does not
    }

    static async Task<string> Run(params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, arguments)
        {
            WorkingDirectory = Page.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var log = await output + await error;
        Assert.True(process.ExitCode == 0, log);
        return log;
    }
}
