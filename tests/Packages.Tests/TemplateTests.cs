using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PConv.MLNet.Masks;

namespace Packages.Tests;

/// <summary>The templates, installed, instantiated, built and run.</summary>
public sealed class TemplateTests
{
    [Fact]
    public void Console_WhenInstantiated_FillsAPhotograph()
    {
        using var folder = new UserFolder();
        var mask = folder.AddImages();
        Instantiate(folder, "pconv-console", "fill");

        Assert.Contains("filled.png",
            folder.Dotnet("run", "--project", "fill", "-c", "Release", "--", "photos/photo.jpg", "photos/mask.png", "filled.png"));

        folder.IsFilled("filled.png", mask);
    }

    [Fact]
    public async Task Web_WhenInstantiated_ServesThePageAndIsHealthy()
    {
        using var folder = new UserFolder();
        Instantiate(folder, "pconv-web", "retouch");
        folder.Dotnet("build", "retouch", "-c", "Release");

        var start = folder.Start("dotnet", folder.PathOf("retouch/bin/Release/net10.0/retouch.dll"), "--urls", "http://127.0.0.1:0");
        start.WorkingDirectory = folder.PathOf("retouch");
        using var site = Process.Start(start)!;
        try
        {
            string? line;
            do
            {
                line = await site.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
            }
            while (line is not null && !line.Contains("Now listening on: ", StringComparison.Ordinal));
            Assert.NotNull(line);
            using var client = new HttpClient { BaseAddress = new(line.Split("Now listening on: ")[1]) };

            Assert.Contains("<html", await client.GetStringAsync("/"));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
        }
        finally
        {
            site.Kill();
            await site.WaitForExitAsync();
        }
    }

    /// <summary>Without a container: what the file runs, starts and asks, run, started and asked here.</summary>
    [Fact]
    public async Task Containerfile_OfTheWebApplication_PublishesWhatStartsAndIsHealthy()
    {
        using var folder = new UserFolder();
        Instantiate(folder, "pconv-web", "retouch");
        var lines = File.ReadAllLines(folder.PathOf("retouch/Containerfile"));
        string Line(string start) => Assert.Single(lines, line => line.Contains(start, StringComparison.Ordinal)).Split(start)[1].Trim();
        string[] Words(string start) => JsonSerializer.Deserialize<string[]>(Line(start))!;
        folder.Dotnet(
            [.. Line("RUN dotnet").Replace("retouch.csproj", "retouch/retouch.csproj", StringComparison.Ordinal)
                .Replace("/app", folder.PathOf("app"), StringComparison.Ordinal).Split(' ')]);

        var port = FreePort();
        var start = folder.Start(Words("ENTRYPOINT")[0], Words("ENTRYPOINT")[1..]);
        (start.WorkingDirectory, start.Environment["ASPNETCORE_HTTP_PORTS"]) =
            (folder.PathOf("app"), port.ToString(CultureInfo.InvariantCulture));
        using var site = Process.Start(start)!;
        try
        {
            string[] check = [.. Words("CMD").Select(word => word.Replace("/8080", $"/{port}", StringComparison.Ordinal))];
            // so that the check means something
            Assert.NotEqual(0, Ask([check[0], check[1], check[2].Replace("/health", "/elsewhere", StringComparison.Ordinal)]));
            for (var i = 0; i < 100 && Ask(check) != 0 && !site.HasExited; i++)
            {
                await Task.Delay(200);
            }

            Assert.Equal(0, Ask(check));
        }
        finally
        {
            site.Kill();
            await site.WaitForExitAsync();
        }

        int Ask(string[] command)
        {
            using var asking = Process.Start(folder.Start(command[0], command[1..]))!;
            Assert.True(asking.WaitForExit(TimeSpan.FromMinutes(1)));
            return asking.ExitCode;
        }
    }

    [Fact]
    public void Versions_InTheTemplates_AreThoseOfTheRepository()
    {
        var package = Feed.Open("PConv.MLNet.Templates");
        var named = package.Files("templates/", ".csproj")
            .SelectMany(file => System.Xml.Linq.XDocument.Parse(package.Text(file)).Descendants("PackageReference")).ToArray();

        Assert.Equal(4, named.Length);
        Assert.All(named,
            e => Assert.Equal(Feed.Versions.GetValueOrDefault(e.Attribute("Include")!.Value, Feed.Version), e.Attribute("Version")!.Value));
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static void Instantiate(UserFolder folder, string template, string name)
    {
        string[] hive = ["--debug:custom-hive", folder.PathOf("hive")]; // the machine's own templates stay as they are
        folder.Dotnet(["new", "install", Path.Combine(Feed.Folder, $"PConv.MLNet.Templates.{Feed.Version}.nupkg"), .. hive]);
        folder.Dotnet(["new", template, "--output", name, .. hive]);
    }
}
