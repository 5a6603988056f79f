using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;

namespace PConv.MLNet.AspNetCore.Tests;

public partial class MapInpaintingTests
{
    static readonly string[] PageFiles =
        ["", "page.css", "page.js", "mask.js", "painter.js", "results.js", "server.js", "view.js", "icon.svg", "sample.jpg"];

    [Fact]
    public async Task Page_AndAllItsFiles_AreServedUnderAStrictPolicy()
    {
        await using var site = await Site.StartRestAsync();

        foreach (var file in PageFiles)
        {
            using var response = await site.GetAsync("/" + file);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';",
                Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task Page_LinksToNothingElsewhereAndToNothingMissing()
    {
        await using var site = await Site.StartRestAsync();
        foreach (var file in PageFiles[..^1])
        {
            using var response = await site.GetAsync("/" + file);
            // a name, not an address
            var text = (await response.Content.ReadAsStringAsync()).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);

            Assert.DoesNotMatch(@"https?:|//\w+\.\w|@import", text);
            Assert.All(Linked().Matches(text).Select(m => m.Groups["file"].Value), link => Assert.Contains(link, PageFiles));
        }
    }

    [Fact]
    public async Task Page_AskedForAgain_IsNotSentAgain()
    {
        await using var site = await Site.StartRestAsync();
        using var first = await site.GetAsync("/page.js");

        using var second = await site.SendAsync(new(HttpMethod.Get, site.Url + "/page.js")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        });

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task MapInpainting_BelowAPrefix_PutsAllThere()
    {
        await using var site = await Site.StartAsync(map: app => app.MapInpainting("/tools/retouch"));

        using var bare = await site.GetAsync("/tools/retouch");
        using var page = await site.GetAsync("/tools/retouch/");
        using var script = await site.GetAsync("/tools/retouch/page.js");
        using var settings = await site.GetAsync("/tools/retouch/inpaint");
        using var root = await site.GetAsync("/");

        Assert.Equal((HttpStatusCode.Redirect, "/tools/retouch/"), (bare.StatusCode, bare.Headers.Location?.ToString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound),
            (page.StatusCode, script.StatusCode, settings.StatusCode, root.StatusCode));
    }

    [Fact]
    public async Task MapInpainting_WithoutThePage_LeavesTheRoutesForPrograms()
    {
        await using var site = await Site.StartAsync(map: app => app.MapInpainting(page: false));

        using var page = await site.GetAsync("/");
        using var settings = await site.GetAsync("/inpaint");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (page.StatusCode, settings.StatusCode));
    }

    [Fact]
    public async Task MapInpainting_WithAConvention_HoldsForAllRoutes()
    {
        await using var site = await Site.StartAsync(map: app => app.MapInpainting().RequireHost("elsewhere.example"));

        foreach (var path in PageFiles.Append("inpaint"))
        {
            using var response = await site.GetAsync("/" + path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task MapInpainting_WithoutTheService_SaysWhatToCall()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Assert.Equal("MapInpainting needs the service. Call builder.Services.AddInpainting() before builder.Build().",
            Assert.Throws<InvalidOperationException>(() => app.MapInpainting()).Message);
    }

    [GeneratedRegex("""(?:src|href)="(?<file>[^"#]+)"|from '\./(?<file>[^']+)'|fetch\('(?!inpaint)(?<file>[^']+)'""")]
    private static partial Regex Linked();
}
