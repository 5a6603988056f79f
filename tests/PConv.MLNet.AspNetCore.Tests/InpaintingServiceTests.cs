using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingServiceTests
{
    static readonly RgbImage Image = Samples.Image(37, 22);
    static readonly Mask Holes = Samples.Hole(37, 22, 10, 5, 12, 9);

    static RgbImage Expected(Site site)
    {
        using var inpainter = OnnxInpainter.FromFile(site.ModelPath);
        return inpainter.Inpaint(Image, Holes);
    }

    [Fact]
    public async Task InpaintAsync_OfAnImage_GivesTheModelsBytes()
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(Expected(site).Pixels, (await site.Service.InpaintAsync(Image, Holes)).Pixels);
    }

    [Theory]
    [InlineData(MaskPolarity.WhiteIsHole)]
    [InlineData(MaskPolarity.WhiteIsValid)]
    public async Task InpaintAsync_OfAnMLImage_GivesTheModelsBytesByTheMasksPolarity(MaskPolarity polarity)
    {
        await using var site = await Site.StartAsync(o => o.MaskReading = new(polarity));
        using var image = Image.ToMLImage();
        using var mask = Holes.ToImage(polarity).ToMLImage();

        using var filled = await site.Service.InpaintAsync(image, mask);

        Assert.Equal(Expected(site).Pixels, filled.ToRgbImage().Pixels);
        Assert.Equal(Image.Pixels, image.ToRgbImage().Pixels); // the caller's, untouched
    }

    [Fact]
    public async Task InpaintAsync_OfAnMLImage_SplitsTheMaskAtTheThreshold()
    {
        await using var site = await Site.StartAsync(o => o.MaskReading = new(Threshold: 20));
        using var image = Image.ToMLImage();
        using var gray = new RgbImage(37, 22, [.. Holes.ToImage().Pixels.Select(p => p == 0 ? (byte)19 : (byte)20)]).ToMLImage();

        using var filled = await site.Service.InpaintAsync(image, gray);

        Assert.Equal(Expected(site).Pixels, filled.ToRgbImage().Pixels);
    }

    [Fact]
    public async Task InpaintAsync_FromManyCallersAtOnce_OpensOneModel()
    {
        await using var site = await Site.StartAsync(o => (o.LoadAtStart, o.MaxConcurrency, o.MaxQueue) = (false, 4, 100), GatedEngine.Use);
        var engine = GatedEngine.Of(site);
        Assert.Equal(0, engine.Opened);
        var expected = Expected(site).Pixels;

        engine.Let(20);
        var filled = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => site.Service.InpaintAsync(Image, Holes)));

        Assert.All(filled, f => Assert.Equal(expected, f.Pixels));
        Assert.Equal((1, 20), (engine.Opened, engine.Entered));
        Assert.Same(engine.Load(), engine.Load());
        using var scope = site.Services.CreateScope();
        Assert.Same(site.Service, scope.ServiceProvider.GetRequiredService<IInpaintingService>());
    }

    [Fact]
    public async Task InpaintAsync_WithAMaskOfAnotherSize_SaysBothSizes()
    {
        const string message = "Mask is 5×4 but image is 4×4. Resize the mask with nearest neighbor.";
        await using var site = await Site.StartAsync();
        using var image = new RgbImage(4, 4).ToMLImage();
        using var mask = new RgbImage(5, 4).ToMLImage();

        Assert.Equal(message,
            (await Assert.ThrowsAsync<ArgumentException>(() =>
                site.Service.InpaintAsync(new RgbImage(4, 4), Mask.AllHoles(5, 4)))).Message);
        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => site.Service.InpaintAsync(image, mask))).Message);
    }

    [Fact]
    public async Task InpaintAsync_OfMoreThanMaxPixels_SaysHowManyAreTaken()
    {
        await using var site = await Site.StartAsync(o => o.MaxPixels = 1200);
        using var small = new RgbImage(40, 30).ToMLImage();
        using var large = new RgbImage(40, 31).ToMLImage();
        await site.Service.InpaintAsync(new RgbImage(40, 30), Mask.AllHoles(40, 30));

        var byImage =
            await Assert.ThrowsAsync<InpaintingTooLargeException>(() =>
                site.Service.InpaintAsync(new RgbImage(40, 31), Mask.AllHoles(40, 31)));
        var byMLImage = await Assert.ThrowsAsync<InpaintingTooLargeException>(() => site.Service.InpaintAsync(large, small));
        var byMask = await Assert.ThrowsAsync<InpaintingTooLargeException>(() => site.Service.InpaintAsync(small, large));

        const string message = "The image is 40×31 pixels, and an area of at most 1,200 is taken. Scale it down, or raise MaxPixels.";
        Assert.Equal((message, message, message.Replace("image", "mask")), (byImage.Message, byMLImage.Message, byMask.Message));
    }

    [Fact]
    public async Task Dispose_OfTheApplication_EndsTheUse()
    {
        await using var site = await Site.StartAsync();
        var (service, model) = (site.Service, site.Services.GetRequiredService<InpaintingEngine>().Load());

        await site.StopAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => service.InpaintAsync(Image, Holes));
        Assert.Throws<ObjectDisposedException>(() => model.Inpaint(Image, Holes));
        ((IDisposable)service).Dispose(); // again
    }

    [Fact]
    public async Task Dispose_WhileCallsRunAndWait_CancelsThemBeforeTheModelGoes()
    {
        await using var site = await Site.StartAsync(more: GatedEngine.Use);
        var (service, engine) = (site.Service, GatedEngine.Of(site));
        var calls = Enumerable.Range(0, 3).Select(_ => service.InpaintAsync(Image, Holes)).ToArray();
        await Soon.Equal((1, 2), () => (engine.Entered, site.Queue.Queued));

        await site.StopAsync();

        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon.Ends(call));
        }

        Assert.Equal((1, null), (engine.Entered, engine.AfterCancel));
    }

    [Fact]
    public async Task Dispose_WhileTheModelItselfRuns_WaitsForItsEnd()
    {
        await using var site = await Site.StartAsync();
        var (image, holes) = (Samples.Image(600, 600), Samples.Irregular(600, 600));
        var call = site.Service.InpaintAsync(image, holes);

        await site.StopAsync(); // a session closed under a running call would end the process

        var outcome = await Record.ExceptionAsync(() => Soon.Ends(call));
        Assert.True(outcome is null or OperationCanceledException, outcome?.ToString());
    }
}
