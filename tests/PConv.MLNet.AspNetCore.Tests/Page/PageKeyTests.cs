using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>The page used with keys alone.</summary>
public sealed class PageKeyTests : PageTest
{
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
}
