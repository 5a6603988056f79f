using System.Globalization;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>The page as people use it: real mouse, keys and files, in Chromium.</summary>
public sealed class PageTests : IAsyncLifetime
{
    static readonly RgbImage Photo = Samples.Image(300, 200);

    readonly TemporaryFolder folder = new();
    Browser browser = null!;
    Site site = null!;

    public async Task InitializeAsync()
    {
        (site, browser) = (await Site.StartRestAsync(), await Browser.StartAsync());
        PngFile.Write(folder["photo.png"], Photo);
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
        folder.Dispose();
    }

    async Task OpenAsync(Site? at = null, string file = "photo.png")
    {
        await browser.OpenAsync((at ?? site).Url + "/");
        await browser.ChooseAsync("file", folder[file]);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");
    }

    /// <summary>Where a point of the image, in shares of its sides, lies in the window.</summary>
    async Task<(double X, double Y)> AtAsync(double x, double y)
    {
        var box = (await browser.EvaluateAsync("JSON.stringify(document.getElementById('hole').getBoundingClientRect())")).GetString()!;
        using var json = System.Text.Json.JsonDocument.Parse(box);
        double Side(string name) => json.RootElement.GetProperty(name).GetDouble();
        return (Side("left") + x * Side("width"), Side("top") + y * Side("height"));
    }

    async Task PaintAsync(params (double X, double Y)[] points)
    {
        var at = new List<(double, double)>();
        foreach (var (x, y) in points)
        {
            at.Add(await AtAsync(x, y));
        }

        await browser.DragAsync([.. at]);
    }

    async Task FillAsync()
    {
        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by')");
    }

    async Task<RgbImage> DownloadAsync(string name)
    {
        var file = Path.Combine(browser.Downloads, name);
        File.Delete(file);
        await browser.ClickAsync("save");
        // an empty one holds the name until the download is whole
        await Soon.Equal(true, () => new FileInfo(file) is { Exists: true, Length: > 0 });
        return ImageFile.ReadRgb(file);
    }

    /// <summary>Pixels of two images that differ.</summary>
    static int[] Differing(RgbImage a, RgbImage b) =>
        [.. Enumerable.Range(0, a.Size.Area).Where(i => !a.Pixels.AsSpan(3 * i, 3).SequenceEqual(b.Pixels.AsSpan(3 * i, 3)))];

    /// <summary>The share of the hole that the page tells.</summary>
    async Task<double> HoleAsync()
    {
        await browser.UntilAsync("document.getElementById('status').textContent.includes('is hole.')");
        var text = (await browser.EvaluateAsync("document.getElementById('status').textContent")).GetString()!;
        return double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) / 100;
    }

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
    public async Task Page_ByKeysAlone_PaintsErasesInvertsAndFills()
    {
        await OpenAsync();
        await browser.EvaluateAsync("document.getElementById('hole').focus()");

        await browser.KeyAsync("keyDown", " ", 0);
        await browser.KeyAsync("ArrowRight");
        await browser.KeyAsync("ArrowRight");
        await browser.KeyAsync("keyUp", " ", 0);
        var painted = await HoleAsync();
        await browser.KeyAsync("i");
        var inverted = await HoleAsync();
        await browser.KeyAsync("i");
        await browser.KeyAsync("e");
        await browser.KeyAsync("]");
        await browser.EvaluateAsync("document.getElementById('hole').focus()");
        await browser.KeyAsync(" ");
        var erased = await HoleAsync();
        await browser.KeyAsync("f");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by')");
        await browser.KeyAsync("c");

        Assert.InRange(painted, .005, .05);
        Assert.Equal(1 - painted, inverted, precision: 3);
        Assert.InRange(erased, .0001, painted - .001);
        Assert.False((await browser.EvaluateAsync("document.getElementById('split').hidden")).GetBoolean());
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
    public async Task Page_ByKeysAlone_ChoosesStyleAndGrow_AndOtherMethodsHaveNoStyle()
    {
        await OpenAsync();

        await browser.EvaluateAsync("document.getElementById('natural').focus()");
        await browser.KeyAsync("ArrowRight");
        await browser.EvaluateAsync("document.getElementById('grow').focus()");
        await browser.KeyAsync("ArrowRight");
        await browser.KeyAsync("ArrowRight");

        Assert.Equal("true 2 px",
            (await browser.EvaluateAsync(
                "`${document.getElementById('faithful').checked} ${document.getElementById('grown').textContent}`")).GetString());
        await browser.EvaluateAsync(
            "{ const method = document.getElementById('method'); method.value = 'telea'; method.dispatchEvent(new Event('change')); }");
        Assert.True(
            (await browser.EvaluateAsync(
                "document.getElementById('natural').disabled && document.getElementById('faithful').disabled")).GetBoolean());
        Assert.Equal("telea: fast marching (Telea 2004).",
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

    [Fact]
    public async Task Page_WhileOIsHeld_ShowsTheOriginal()
    {
        await OpenAsync();
        await PaintAsync((.2, .2), (.3, .2));
        await FillAsync();
        async Task<string?> Seen() =>
            (await browser.EvaluateAsync("getComputedStyle(document.getElementById('before')).visibility")).GetString();

        var before = await Seen();
        await browser.KeyAsync("keyDown", "o", 0);
        var during = await Seen();
        await browser.KeyAsync("keyUp", "o", 0);

        Assert.Equal(("hidden", "visible", "hidden"), (before, during, await Seen()));
    }

    [Fact]
    public async Task Page_WhereTheServerRefuses_ShowsItsSentence()
    {
        await using var busy = await Site.StartRestAsync(o => (o.MaxQueue, o.MaxPixels) = (0, 70_000), GatedEngine.Use);
        var engine = GatedEngine.Of(busy);
        var first = busy.Service.InpaintAsync(Photo, Samples.Irregular(300, 200));
        await Soon.Equal(1, () => engine.Entered);
        await OpenAsync(busy);
        await PaintAsync((.2, .2), (.3, .2));

        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.querySelector('#error p').textContent.startsWith('1 inpainting calls run and 0 wait')");
        PngFile.Write(folder["wide.png"], new RgbImage(400, 200));
        await browser.ChooseAsync("file", folder["wide.png"]);
        await browser.UntilAsync(
            "document.querySelector('#error p').textContent === 'The image is 400 × 200 pixels, and an area of at most 70,000 is " +
            "taken. Scale it down.'");
        File.WriteAllText(folder["text.png"], "no picture");
        await browser.ChooseAsync("file", folder["text.png"]);
        await browser.UntilAsync("document.querySelector('#error p').textContent.startsWith('This is no image that can be shown here.')");
        engine.Let(1);
        await Soon.Ends(first);
    }

    [Fact]
    public async Task Page_Canceled_FreesThePlaceAndKeepsTheHole()
    {
        await using var gated = await Site.StartRestAsync(more: GatedEngine.Use);
        var engine = GatedEngine.Of(gated);
        await OpenAsync(gated);
        await PaintAsync((.2, .2), (.3, .2));

        await browser.ClickAsync("fill");
        await Soon.Equal(1, () => engine.Entered);
        Assert.Equal("Cancel", (await browser.EvaluateAsync("document.getElementById('fill').textContent")).GetString());
        await browser.KeyAsync("Escape");

        await Soon.Equal(0, () => gated.Queue.Running);
        await browser.UntilAsync("document.getElementById('fill').textContent === 'Fill' && !document.getElementById('fill').disabled");
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
