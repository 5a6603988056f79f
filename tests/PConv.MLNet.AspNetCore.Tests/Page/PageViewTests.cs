using System.Globalization;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Zoom, shapes, filling again, and what can be saved: real mouse, fingers and keys, in Chromium.</summary>
public sealed class PageViewTests : IAsyncLifetime
{
    static readonly RgbImage Photo = Samples.Image(300, 200);

    readonly TemporaryFolder folder = new();
    Browser browser = null!;
    Site site = null!;

    public async Task InitializeAsync()
    {
        (site, browser) = (await Site.StartRestAsync(), await Browser.StartAsync());
        PngFile.Write(folder["photo.png"], Photo);
        await browser.OpenAsync(site.Url + "/");
        await browser.ChooseAsync("file", folder["photo.png"]);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Where a point of the image, in shares of its sides, lies in the window.</summary>
    async Task<(double X, double Y)> AtAsync(double x, double y)
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            (await browser.EvaluateAsync("JSON.stringify(document.getElementById('frame').getBoundingClientRect())")).GetString()!);
        double Side(string name) => json.RootElement.GetProperty(name).GetDouble();
        return (Side("left") + x * Side("width"), Side("top") + y * Side("height"));
    }

    async Task<double> ZoomAsync() => double.Parse(
        (await browser.EvaluateAsync("document.getElementById('zoom').textContent")).GetString()!.Split(' ')[0],
        CultureInfo.InvariantCulture);

    async Task<string> StatusAsync() => (await browser.EvaluateAsync("document.getElementById('status').textContent")).GetString()!;

    async Task WheelAsync((double X, double Y) at, double deltaY) =>
        await browser.CallAsync("Input.dispatchMouseEvent", new { type = "mouseWheel", x = at.X, y = at.Y, deltaX = 0, deltaY });

    async Task TouchAsync(string type, params (double X, double Y)[] points) => await browser.CallAsync("Input.dispatchTouchEvent",
        new { type, touchPoints = points.Select((point, id) => new { x = point.X, y = point.Y, id }).ToArray() });

    async Task FillAsync()
    {
        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by')");
    }

    /// <summary>The mask that would be filled, as the page gives it.</summary>
    async Task<Mask> MaskAsync()
    {
        var file = Path.Combine(browser.Downloads, "photo-mask.png");
        File.Delete(file);
        await browser.EvaluateAsync(
            "{ const m = document.getElementById('more'); m.value = 'hole'; m.dispatchEvent(new Event('change')); }");
        await Soon.Equal(true, () => new FileInfo(file) is { Exists: true, Length: > 0 });
        return new MaskFileReader().Read(file);
    }

    [Fact]
    public async Task Wheel_ZoomsAtThePointer_AndASmallBrushPaintsOnePixel()
    {
        var (fitting, at) = (await ZoomAsync(), await AtAsync(.25, .5));
        for (var i = 0; i < 30; i++)
        {
            await WheelAsync(at, -400);
        }

        Assert.Equal(3200, await ZoomAsync());
        var (x, y) = await AtAsync(.25, .5);
        Assert.InRange(Math.Abs(x - at.X) + Math.Abs(y - at.Y), 0, 16); // a pixel of the image takes 32; wheels have whole places

        await browser.EvaluateAsync(
            "{ const s = document.getElementById('size'); s.value = 1; s.dispatchEvent(new Event('input')); }");
        await browser.DragAsync(await AtAsync(75.5 / 300, 100.5 / 200));
        await FillAsync();
        var mask = await MaskAsync();
        Assert.Equal(1, mask.HoleCount);
        Assert.Equal(0, mask.Valid[100 * 300 + 75]);

        await browser.KeyAsync("0");
        Assert.Equal(fitting, await ZoomAsync());
        await browser.KeyAsync("1");
        Assert.Equal(Math.Max(100, fitting), await ZoomAsync());
    }

    [Fact]
    public async Task Rectangle_AndLasso_PaintWhatTheyEnclose()
    {
        await browser.KeyAsync("m");
        await browser.DragAsync(await AtAsync(.1, .2), await AtAsync(.2, .3), await AtAsync(.4, .6));
        Assert.Equal("12.0 % is hole.", await StatusAsync());

        await browser.KeyAsync("l");
        await browser.DragAsync(await AtAsync(.6, .2), await AtAsync(.9, .2), await AtAsync(.9, .8), await AtAsync(.6, .2));
        Assert.StartsWith("2", await StatusAsync()); // 12 and half of 18 %
        await browser.KeyAsync("z", modifiers: 2);
        Assert.Equal("12.0 % is hole.", await StatusAsync());
    }

    [Fact]
    public async Task TwoFingers_ZoomAndNeverPaint()
    {
        var fitting = await ZoomAsync();
        var (a, b) = (await AtAsync(.4, .5), await AtAsync(.6, .5));

        await TouchAsync("touchStart", a);
        await TouchAsync("touchMove", (a.X + 3, a.Y));
        await TouchAsync("touchStart", (a.X + 3, a.Y), b);
        for (var i = 1; i <= 5; i++)
        {
            await TouchAsync("touchMove", (a.X - 20 * i, a.Y), (b.X + 20 * i, b.Y));
        }

        await TouchAsync("touchEnd");

        Assert.InRange(await ZoomAsync(), 1.5 * fitting, 4 * fitting);
        Assert.Equal("Paint over what should go.", await StatusAsync());
        await TouchAsync("touchStart", a);
        await TouchAsync("touchMove", (a.X + 30, a.Y));
        await TouchAsync("touchEnd");
        Assert.EndsWith("is hole.", await StatusAsync()); // one finger does
    }

    [Fact]
    public async Task Fill_AgainInAnotherStyle_TakesTheLastOnesPlace()
    {
        await browser.DragAsync(await AtAsync(.3, .3), await AtAsync(.6, .6));
        await FillAsync();
        Assert.Equal("Fill again", (await browser.EvaluateAsync("document.getElementById('fill').textContent")).GetString());

        await browser.ClickAsync("faithful");
        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by faithful')");

        await browser.KeyAsync("z", modifiers: 2); // one step back is the hole, not the first fill
        Assert.EndsWith("is hole.", await StatusAsync());
    }

    [Fact]
    public async Task Open_OverWhatIsNotSaved_Asks()
    {
        await browser.DragAsync(await AtAsync(.3, .3), await AtAsync(.6, .6));
        var hole = await StatusAsync();

        await browser.ChooseAsync("file", folder["photo.png"]);
        await browser.UntilAsync("document.getElementById('lose').open");
        await browser.EvaluateAsync("document.querySelector('#lose button[value=stay]').click()");
        Assert.Equal(hole, await StatusAsync());

        await browser.ChooseAsync("file", folder["photo.png"]);
        await browser.UntilAsync("document.getElementById('lose').open");
        await browser.EvaluateAsync("document.querySelector('#lose button[value=open]').click()");
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");
    }

    [Fact]
    public async Task More_DownloadsAJpeg()
    {
        await browser.DragAsync(await AtAsync(.3, .3), await AtAsync(.6, .6));
        await FillAsync();
        var file = Path.Combine(browser.Downloads, "photo-filled.jpg");

        await browser.EvaluateAsync(
            "{ const m = document.getElementById('more'); m.value = 'jpeg'; m.dispatchEvent(new Event('change')); }");
        await Soon.Equal(true, () => new FileInfo(file) is { Exists: true, Length: > 0 });

        var image = ImageFile.Read(file);
        Assert.Equal((ImageFormat.Jpeg, Photo.Size), (image.Format, image.Size));
    }
}
