using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Files as people have them, on the page in Chromium: turned by their orientation, with metadata, masks of any kind.</summary>
public sealed class PageFileTests : IAsyncLifetime
{
    readonly TemporaryFolder folder = new();
    Browser browser = null!;
    Site site = null!;

    public async Task InitializeAsync() => (site, browser) = (await Site.StartRestAsync(), await Browser.StartAsync());

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(ImageFormat.Png, 3)]
    [InlineData(ImageFormat.WebP, 6)]
    [InlineData(ImageFormat.Jpeg, 8)]
    [InlineData(ImageFormat.Tiff, 1)]
    public async Task Page_OfAFileThatIsTurnedByItsOrientation_FillsWhereTheMaskLies(ImageFormat format, byte orientation)
    {
        var extension = format.ToString().ToLowerInvariant();
        var file = ImageFile.Decode(PngFile.Of(Samples.Image(300, 200)), "photo")
            .Encode(format, quality: format == ImageFormat.Jpeg ? 95 : null);
        File.WriteAllBytes(folder["photo." + extension], orientation == 1 ? file
            : ExifBlock.Insert(file, format,
                [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]));
        var upright = ImageFile.Read(folder["photo." + extension]).Colors;
        var mask = Samples.Hole(upright.Width, upright.Height, 20, 30, 60, 40);
        PngFile.Write(folder["mask.png"], mask);

        await browser.OpenAsync(site.Url + "/");
        await browser.ChooseAsync("file", folder["photo." + extension]);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");
        await browser.ChooseAsync("mask-file", folder["mask.png"]);
        await browser.UntilAsync("document.getElementById('status').textContent.endsWith('is hole.')");
        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by')");
        var download = Path.Combine(browser.Downloads, "photo-filled.png");
        await browser.ClickAsync("save");
        await Soon.Equal(true, () => new FileInfo(download) is { Exists: true, Length: > 0 });

        var filled = ImageFile.Read(download).Colors;
        Assert.Equal((await site.Service.InpaintAsync(upright, mask)).Pixels, filled.Pixels);
    }

    [Fact]
    public async Task Page_GivenAPhotographAsMask_SaysSoBeforeFilling()
    {
        PngFile.Write(folder["photo.png"], Samples.Image(300, 200));
        await browser.OpenAsync(site.Url + "/");
        await browser.ChooseAsync("file", folder["photo.png"]);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");

        await browser.ChooseAsync("mask-file", folder["photo.png"]);
        await browser.UntilAsync("!document.getElementById('error').hidden");

        Assert.StartsWith("'mask' looks like a photograph",
            (await browser.EvaluateAsync("document.querySelector('#error p').textContent")).GetString());
    }

    [Fact]
    public async Task Page_WithAllOfTheImageAsHole_SaysThatNothingIsLeft()
    {
        PngFile.Write(folder["photo.png"], Samples.Image(300, 200));
        await browser.OpenAsync(site.Url + "/");
        await browser.ChooseAsync("file", folder["photo.png"]);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");

        await browser.ClickAsync("invert");
        await browser.ClickAsync("fill");
        await browser.UntilAsync("!document.getElementById('error').hidden");

        Assert.StartsWith("All of the image is hole",
            (await browser.EvaluateAsync("document.querySelector('#error p').textContent")).GetString());
    }
}
