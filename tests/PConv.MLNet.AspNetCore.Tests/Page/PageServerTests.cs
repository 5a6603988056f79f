using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>The page when the server refuses, or the user cancels.</summary>
public sealed class PageServerTests : PageTest
{
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
        File.WriteAllText(folder["text.png"], "no image");
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
}
