using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Images are opened, holes painted and filled, and results saved: real mouse and files, in Chromium.</summary>
public sealed class PageTests : PageTest
{
    [Fact]
    public async Task Page_PaintedFilledComparedAndDownloaded_KeepsKnownPixelsBitByBit()
    {
        await OpenAsync();
        await PaintAsync((.3, .3), (.5, .5), (.7, .4));
        var share = await HoleAsync();
        await FillAsync();

        await browser.ClickAsync("compare");
        await browser.UntilAsync("getComputedStyle(document.getElementById('before')).visibility === 'visible'");
        var filled = await DownloadAsync("photo-filled.png");

        var changed = Differing(Photo, filled);
        Assert.InRange(changed.Length / (double)Photo.Size.Area, .8 * share, share + 1e-3); // all but those that happen to be the same
        Assert.All(changed, i => Assert.InRange(i % 300 / 300.0, .3 - .1, .7 + .1)); // under the strokes, and as far as the brush is wide
        Assert.Empty(browser.Console);
        Assert.All(browser.Requests, url => Assert.Matches($"^({site.Url}/|blob:{site.Url}/|about:blank)", url));
    }

    [Fact]
    public async Task Page_FillsAgainOnTheResult_AndUndoesStepByStep()
    {
        await OpenAsync();
        await PaintAsync((.2, .2), (.3, .2));
        await FillAsync();
        var first = await DownloadAsync("photo-filled.png");
        await PaintAsync((.7, .8), (.8, .8));
        await FillAsync();
        var second = await DownloadAsync("photo-filled.png");

        Assert.NotEmpty(Differing(Photo, first));
        Assert.NotEmpty(Differing(first, second));
        Assert.All(Differing(first, second), i => Assert.True(i / 300 > 100, "Only the lower stroke changes the first result."));
        await browser.KeyAsync("z", modifiers: 2);
        Assert.InRange(await HoleAsync(), .001, .1); // the second hole is back, over the first result
        await browser.KeyAsync("z", modifiers: 2);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");
        Assert.Empty(Differing(first, await DownloadAsync("photo-filled.png")));
        await browser.KeyAsync("z", modifiers: 2);
        await browser.UntilAsync("document.getElementById('save').hidden"); // the photograph itself
        await browser.KeyAsync("y", modifiers: 2);
        await browser.UntilAsync("!document.getElementById('save').hidden");
        Assert.Empty(Differing(first, await DownloadAsync("photo-filled.png")));
        Assert.Empty(browser.Console);
    }

    [Fact]
    public async Task Page_FilledSeveralTimes_KeepsTheFillsToChooseFrom_UntilTheHoleIsAnother()
    {
        await OpenAsync();
        await PaintAsync((.3, .3), (.5, .5));
        await FillAsync();
        var natural = await DownloadAsync("photo-filled.png");
        Assert.True((await browser.EvaluateAsync("document.getElementById('results').hidden")).GetBoolean());
        await browser.ClickAsync("faithful");
        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by faithful')");
        var faithful = await DownloadAsync("photo-filled.png");

        Assert.NotEmpty(Differing(natural, faithful));
        const string labels = "[...document.querySelectorAll('#results label')].map(l => l.textContent).join('|')";
        Assert.Equal("1 natural|2 faithful", (await browser.EvaluateAsync(labels)).GetString());
        await browser.EvaluateAsync("document.querySelector('#results input').click()");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by natural.')");
        Assert.Empty(Differing(natural, await DownloadAsync("photo-filled.png")));
        await browser.KeyAsync("z", modifiers: 2);
        Assert.True((await browser.EvaluateAsync("document.getElementById('results').hidden")).GetBoolean());
        await browser.KeyAsync("y", modifiers: 2);
        await browser.UntilAsync("!document.getElementById('results').hidden");
        await PaintAsync((.7, .8), (.8, .8));
        Assert.True((await browser.EvaluateAsync("document.getElementById('results').hidden")).GetBoolean());
        Assert.Empty(browser.Console);
    }

    [Fact]
    public async Task Page_WithAMaskFile_TakesItsHolePixelByPixel()
    {
        var mask = Samples.Irregular(300, 200);
        PngFile.Write(folder["mask.png"], mask);
        PngFile.Write(folder["other.png"], Samples.Irregular(20, 20));
        await OpenAsync();

        await browser.ChooseAsync("mask-file", folder["mask.png"]);
        await browser.UntilAsync("document.getElementById('status').textContent.includes('is hole.')");
        await FillAsync();
        var filled = await DownloadAsync("photo-filled.png");
        await browser.ChooseAsync("mask-file", folder["other.png"]);
        await browser.UntilAsync("!document.getElementById('error').hidden");

        var expected = await site.Service.InpaintAsync(Photo, mask);
        Assert.Equal(expected.Pixels, filled.Pixels);
        Assert.Equal("The mask is 20 × 20 but the image is 300 × 200. Choose one of the same size.",
            (await browser.EvaluateAsync("document.querySelector('#error p').textContent")).GetString());
    }

    [Theory]
    [InlineData("natural", InpaintingStyle.Natural, 0)]
    [InlineData("faithful", InpaintingStyle.Faithful, 6)]
    public async Task Page_WithAStyleAndGrow_FillsTheGrownHoleInIt(string id, InpaintingStyle style, int grow)
    {
        const string seen =
            "document.getElementById('hole').getContext('2d').getImageData(0, 0, document.getElementById('hole').width, " +
            "document.getElementById('hole').height).data.filter((v, i) => i % 4 === 3 && v).length";
        var mask = Samples.Hole(300, 200, 100, 80, 40, 30);
        PngFile.Write(folder["mask.png"], mask);
        await OpenAsync();
        await browser.ChooseAsync("mask-file", folder["mask.png"]);
        await browser.UntilAsync("document.getElementById('status').textContent.includes('is hole.')");
        var before = (await browser.EvaluateAsync(seen)).GetDouble();

        await browser.EvaluateAsync(
            $"{{ const grow = document.getElementById('grow'); grow.value = {grow}; grow.dispatchEvent(new Event('input')); }}");
        var after = (await browser.EvaluateAsync(seen)).GetDouble();
        await browser.ClickAsync(id);
        await FillAsync();
        var filled = await DownloadAsync("photo-filled.png");

        var grown = mask.Grow(grow);
        Assert.Equal(grown.HoleCount / (double)mask.HoleCount, after / before, precision: 1); // the overlay shows what will go
        var engine = (InpaintingEngine)site.Services.GetService(typeof(InpaintingEngine))!;
        Assert.Equal(engine.Inpaint(null, style, Photo, grown, default).Pixels, filled.Pixels);
        Assert.StartsWith($"Filled by {id} in ",
            (await browser.EvaluateAsync("document.getElementById('status').textContent")).GetString());
    }

    [Fact]
    public async Task Page_OfALargePhotograph_PaintsAtItsFullResolution()
    {
        await using var large =
            await Site.StartRestAsync(o => (o.MaxPixels, o.MaxBytes, o.MaxPendingBytes, o.Method) = (1 << 24, 64 << 20, 1 << 28, "telea"));
        var photo = Samples.Image(4000, 3000);
        PngFile.Write(folder["large.png"], photo);
        await OpenAsync(large, "large.png");

        await browser.EvaluateAsync("{ const s = document.getElementById('size'); s.value = 4; s.dispatchEvent(new Event('input')); }");
        await PaintAsync((.5, .5), (.52, .5));
        await FillAsync();
        var filled = await DownloadAsync("large-filled.png");

        var changed = Differing(photo, filled);
        Assert.InRange(changed.Length, 500, 3000); // a thin line, of 80 pixels and the brush's 4 px of the screen
        Assert.All(changed, i => Assert.True(Math.Abs(i / 4000 - 1500) < 20 && i % 4000 is > 1980 and < 2100));
        Assert.Empty(browser.Console);
    }

    [Theory]
    [InlineData("new DragEvent('drop', { dataTransfer: data, bubbles: true })")]
    [InlineData("new ClipboardEvent('paste', { clipboardData: data, bubbles: true })")]
    public async Task Page_WithADroppedOrPastedImage_FillsItEvenIfOnlyTheBrowserReadsIt(string gesture)
    {
        await browser.OpenAsync(site.Url + "/");
        using var image = NetVips.Image.NewFromBuffer(PngFile.Of(Samples.Image(120, 90)));

        await browser.EvaluateAsync($$"""
            {
              const gif = Uint8Array.from(atob('{{Convert.ToBase64String(image.GifsaveBuffer())}}'), c => c.charCodeAt(0));
              const data = new DataTransfer();
              data.items.add(new File([gif], 'small.gif', { type: 'image/gif' }));
              document.body.dispatchEvent({{gesture}});
            }
            """);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");
        await PaintAsync((.4, .4), (.5, .5));
        await FillAsync();

        Assert.Equal(new ImageSize(120, 90), (await DownloadAsync("small-filled.png")).Size);
        Assert.Empty(browser.Console);
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 780)]
    [InlineData(320, 568)]
    public async Task Page_OfAnyWidth_FitsTheWindowWithAllItsButtons(int width, int height)
    {
        await browser.ResizeAsync(width, height);
        await OpenAsync();
        await PaintAsync((.2, .2), (.3, .2));
        await FillAsync();

        var outside = await browser.EvaluateAsync("""
            [...document.querySelectorAll('button, select, input, #frame')].filter(e => e.checkVisibility()).filter(e => {
              const box = e.getBoundingClientRect();
              return box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight;
            }).map(e => e.id).join()
            """);
        Assert.Equal("", outside.GetString());
    }
}
