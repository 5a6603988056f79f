using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingStartTests
{
    [Fact]
    public async Task Start_LoadsTheModelOnce()
    {
        await using var site = await Site.StartAsync(more: GatedEngine.Use);

        Assert.Equal(1, GatedEngine.Of(site).Opened);
    }

    [Fact]
    public async Task Start_WithoutTheModelFile_FailsWithItsPathAndWhatToPass()
    {
        using var folder = new TemporaryFolder();

        var e = await Assert.ThrowsAsync<InpaintingModelException>(() => Site.StartAsync(o => o.ModelFile = folder["none.onnx"]));

        Assert.Equal(
            $"The inpainting model cannot be loaded. There is no model '{folder["none.onnx"]}'. Pass an ONNX file, as 'pconv-train " +
            $"export' writes it.", e.Message);
    }

    [Fact]
    public async Task Start_WithAnotherModel_FailsAndSaysWhatItHas()
    {
        using var folder = new TemporaryFolder();
        var file = ModelFile.WriteWithOtherInputs(folder["other.onnx"]);

        var e = await Assert.ThrowsAsync<InpaintingModelException>(() => Site.StartAsync(o => o.ModelFile = file));

        Assert.StartsWith($"The inpainting model cannot be loaded. '{file}' has inputs", e.Message);
    }

    [Fact]
    public async Task Start_WithWrongOptions_Fails()
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => Site.StartAsync(o => (o.LoadAtStart, o.MaxQueue) = (false, -1)));

        Assert.Equal("MaxQueue, calls that may wait, is -1, expected 0 or more.", e.Message);
    }

    [Fact]
    public async Task Start_WithoutLoadAtStart_LeavesAMissingModelToTheFirstCallAndTriesAgain()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartAsync(o => (o.LoadAtStart, o.ModelFile) = (false, folder["late.onnx"]));
        Task<RgbImage> Call() => site.Service.InpaintAsync(new RgbImage(8, 8), Mask.AllHoles(8, 8));

        var e = await Assert.ThrowsAsync<InpaintingModelException>(Call);
        ModelFile.Write(folder["late.onnx"]);

        Assert.StartsWith("The inpainting model cannot be loaded. There is no model", e.Message);
        Assert.Equal(new(8, 8), (await Call()).Size);
    }

    [Fact]
    public async Task AddInpainting_Alone_FillsByTheBuiltInModelWithoutAHost()
    {
        await using var services = new ServiceCollection().AddInpainting().BuildServiceProvider();
        var (image, holes) = (Samples.Image(16, 16), Samples.Hole(16, 16, 4, 4, 5, 5));
        using var expected = Inference.OnnxInpainter.BuiltIn();

        var filled = await services.GetRequiredService<IInpaintingService>().InpaintAsync(image, holes);

        Assert.Equal(expected.Inpaint(image, holes).Pixels, filled.Pixels);
    }

    [Fact]
    public void AddInpainting_Twice_AddsEachServiceOnceAndBothSettings()
    {
        using var services = new ServiceCollection().AddInpainting(o => o.MaxQueue = 3).AddInpainting(o => o.MaxPixels = 5)
            .BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<InpaintingServiceOptions>>().Value;

        Assert.Single(services.GetServices<IInpaintingService>());
        Assert.Single(services.GetServices<IHostedService>());
        Assert.Equal((3, 5), (options.MaxQueue, options.MaxPixels));
    }
}
