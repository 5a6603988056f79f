namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>What people need who use the page by screen reader or by keys: every control has a name, that holds what it shows, and every
/// reference leads somewhere.</summary>
public sealed class PageAccessibilityTests : PageTest
{
    /// <summary>Controls without a name, or with one that lacks their text.</summary>
    const string Unnamed = """
        [...document.querySelectorAll('button, input:not([hidden]), select, [role], dialog')].filter(c => {
          const by = c.getAttribute('aria-labelledby'), text = c.matches('button') ? c.textContent.trim() : '';
          const given = by ? document.getElementById(by)?.textContent : c.getAttribute('aria-label');
          const name = given ?? (c.closest('label')?.textContent.trim() || text);
          return !c.matches('[role=status], [role=alert]') && (!name || text.length > 1 && !name.includes(text));
        }).map(c => c.id || c.outerHTML).join(', ')
        """;

    /// <summary>Attributes of ARIA that do not exist.</summary>
    const string Unknown = """
        [...document.querySelectorAll('*')].flatMap(c => c.getAttributeNames().filter(a => a.startsWith('aria-')
          && !['aria-label', 'aria-labelledby', 'aria-hidden', 'aria-pressed', 'aria-keyshortcuts'].includes(a))).join(', ')
        """;

    [Fact]
    public async Task Controls_HaveNames_AndAttributesAreKnown()
    {
        await OpenAsync();
        await PaintAsync((.3, .3), (.5, .5));
        await FillAsync();
        await browser.ClickAsync("faithful");
        await browser.ClickAsync("fill");
        await browser.UntilAsync("document.getElementById('status').textContent.startsWith('Filled by faithful')");

        Assert.Equal("", (await browser.EvaluateAsync(Unnamed)).GetString());
        Assert.Equal("", (await browser.EvaluateAsync(Unknown)).GetString());
    }
}
