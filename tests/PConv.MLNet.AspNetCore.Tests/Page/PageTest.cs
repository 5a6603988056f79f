using System.Globalization;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Opens the page in Chromium, and uses it with real mouse, keys and files.</summary>
public abstract class PageTest : IAsyncLifetime
{
    private protected static readonly RgbImage Photo = Samples.Image(300, 200);

    private protected readonly TemporaryFolder folder = new();
    private protected Browser browser = null!;
    private protected Site site = null!;

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

    private protected async Task OpenAsync(Site? at = null, string file = "photo.png")
    {
        await browser.OpenAsync((at ?? site).Url + "/");
        await browser.ChooseAsync("file", folder[file]);
        await browser.UntilAsync("document.getElementById('status').textContent === 'Paint over what should go.'");
    }

    /// <summary>Window coordinates of a point of the image, given relative to its sides, [0, 1].</summary>
    async Task<(double X, double Y)> AtAsync(double x, double y)
    {
        var box = (await browser.EvaluateAsync("JSON.stringify(document.getElementById('hole').getBoundingClientRect())")).GetString()!;
        using var json = System.Text.Json.JsonDocument.Parse(box);
        double Side(string name) => json.RootElement.GetProperty(name).GetDouble();
        return (Side("left") + x * Side("width"), Side("top") + y * Side("height"));
    }

    private protected async Task PaintAsync(params (double X, double Y)[] points)
    {
        var at = new List<(double, double)>();
        foreach (var (x, y) in points)
        {
            at.Add(await AtAsync(x, y));
        }

        await browser.DragAsync([.. at]);
    }

    private protected async Task FillAsync()
    {
        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by')");
    }

    private protected async Task<RgbImage> DownloadAsync(string name)
    {
        var file = Path.Combine(browser.Downloads, name);
        File.Delete(file);
        await browser.ClickAsync("save");
        // an empty file reserves the name until the download is complete
        await Soon.Equal(true, () => new FileInfo(file) is { Exists: true, Length: > 0 });
        return ImageFile.ReadRgb(file);
    }

    /// <summary>Indices of the pixels that differ between two images.</summary>
    private protected static int[] Differing(RgbImage a, RgbImage b) =>
        [.. Enumerable.Range(0, a.Size.Area).Where(i => !a.Pixels.AsSpan(3 * i, 3).SequenceEqual(b.Pixels.AsSpan(3 * i, 3)))];

    /// <summary>The hole ratio that the page shows, [0, 1].</summary>
    private protected async Task<double> HoleAsync()
    {
        await browser.UntilAsync("document.getElementById('status').textContent.includes('is hole.')");
        var text = (await browser.EvaluateAsync("document.getElementById('status').textContent")).GetString()!;
        return double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) / 100;
    }
}
