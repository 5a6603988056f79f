using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingHealthCheckTests
{
    static async Task<HealthReportEntry> Check(Site site) =>
        (await site.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["inpainting"];

    [Fact]
    public async Task Check_OfAnIdleApplication_RunsTheModel()
    {
        await using var site = await Site.StartAsync(more: GatedEngine.Use);
        var engine = GatedEngine.Of(site);
        engine.Let(1);

        var entry = await Check(site);

        Assert.Equal((HealthStatus.Healthy, "0 running, 0 queued."), (entry.Status, entry.Description));
        Assert.Equal(1, engine.Entered);
    }

    [Fact]
    public async Task Check_OfABusyApplication_IsWellWithoutAPlace()
    {
        await using var site = await Site.StartAsync(o => o.MaxQueue = 1, GatedEngine.Use);
        var engine = GatedEngine.Of(site);
        var calls = Enumerable.Range(0, 2).Select(_ => site.Service.InpaintAsync(new RgbImage(8, 8), Mask.AllHoles(8, 8))).ToArray();
        await Soon.Equal(1, () => engine.Entered);

        var entry = await Check(site);
        engine.Let(2);
        await Soon.Ends(Task.WhenAll(calls));

        Assert.Equal((HealthStatus.Healthy, "1 running, 1 queued."), (entry.Status, entry.Description));
        Assert.Equal(2, engine.Entered);
    }

    [Fact]
    public async Task Check_WithoutAModel_IsUnhealthyAndSaysWhy()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartAsync(o => (o.LoadAtStart, o.ModelFile) = (false, folder["none.onnx"]));

        var entry = await Check(site);
        using var response = await site.GetAsync("/health");

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith("The inpainting model cannot be loaded. There is no model", entry.Description);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }
}
