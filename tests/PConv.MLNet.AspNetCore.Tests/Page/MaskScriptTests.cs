using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>mask.js against slower ways to say the same, in Chromium.</summary>
public sealed class MaskScriptTests : IAsyncLifetime
{
    Browser browser = null!;
    Site site = null!;

    public async Task InitializeAsync()
    {
        (site, browser) = (await Site.StartRestAsync(), await Browser.StartAsync());
        await browser.OpenAsync(site.Url + "/");
        await browser.EvaluateAsync("""
            globalThis.random = (seed => () => (seed = seed * 16807 % 2147483647) / 2147483647)(7); // Park and Miller 1988
            import('./mask.js').then(m => { globalThis.HoleMask = m.HoleMask; globalThis.toPng = m.toPng; })
            """);
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
    }

    [Fact]
    public async Task Stroke_OfAnyLine_SetsThePixelsWithinItsRadiusAndGivesTheirBox()
    {
        var wrong = await browser.EvaluateAsync("""
            (() => {
              const [width, height] = [37, 29];
              for (let n = 0; n < 400; n++) {
                const mask = new HoleMask(width, height);
                const point = () => ({ x: 50 * random() - 6, y: 40 * random() - 5 });
                const a = point(), b = n % 5 ? point() : n % 2 ? a : { x: a.x, y: point().y }, radius = .8 + 9 * random();
                const box = mask.stroke(a, b, radius, 1);
                for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
                  const [dx, dy] = [b.x - a.x, b.y - a.y];
                  const along = Math.min(1, Math.max(0, ((x + .5 - a.x) * dx + (y + .5 - a.y) * dy) / (dx * dx + dy * dy || 1)));
                  const distance = Math.hypot(x + .5 - a.x - along * dx, y + .5 - a.y - along * dy);
                  const set = mask.data[y * width + x] === 1, inBox = x >= box.left && x < box.right && y >= box.top && y < box.bottom;
                  if (Math.abs(distance - radius) > 1e-6 && set !== distance < radius || set && !inBox)
                    return JSON.stringify({ n, a, b, radius, x, y, distance, set });
                }
              }
              return '';
            })()
            """);

        Assert.Equal("", wrong.GetString());
    }

    [Fact]
    public async Task Flip_OfSteps_UndoesThemInReverseAndCountsTheHole()
    {
        var right = await browser.EvaluateAsync("""
            (() => {
              const mask = new HoleMask(31, 23), states = [mask.data.slice()], steps = [];
              for (let n = 0; n < 60; n++) {
                const point = () => ({ x: 31 * random(), y: 23 * random() });
                const before = mask.data.slice(), box = mask.stroke(point(), point(), 4 * random(), n % 3 ? 1 : 0);
                const step = mask.step(before, box);
                if (step) { steps.push(step); states.push(mask.data.slice()); }
              }
              const same = state => state.every((v, i) => v === mask.data[i]) && mask.holes === state.reduce((a, b) => a + b);
              const ends = [same(states.at(-1))];
              for (let n = steps.length - 1; n >= 0; n--) { mask.flip(steps[n]); ends.push(same(states[n])); }
              return steps.length > 40 && ends.every(e => e) && mask.step(mask.data.slice(), mask.box) === null;
            })()
            """);

        Assert.True(right.GetBoolean());
    }

    [Fact]
    public async Task Grown_OfAnyBox_HoldsWhatLiesWithinTheDiskOfAHole()
    {
        var wrong = await browser.EvaluateAsync("""
            (() => {
              const [width, height] = [37, 29];
              for (let n = 0; n < 200; n++) {
                const mask = new HoleMask(width, height), radius = 1 + n % 12, left = n % 9, top = n % 7;
                for (let i = 0; i < mask.data.length; i++) mask.data[i] = random() < .02 ? 1 : 0;
                const box = n % 4 ? { left, top, right: width - n % 5, bottom: height - n % 11 } : mask.box;
                const grown = mask.grown(box, radius);
                for (let y = box.top; y < box.bottom; y++) for (let x = box.left; x < box.right; x++) {
                  let near = false;
                  for (let v = 0; v < height; v++) for (let u = 0; u < width; u++)
                    near ||= mask.data[v * width + u] && (u - x) ** 2 + (v - y) ** 2 <= radius ** 2;
                  const expected = mask.data[y * width + x] ? 1 : near ? 2 : 0;
                  if (grown[(y - box.top) * (box.right - box.left) + x - box.left] !== expected)
                    return JSON.stringify({ n, x, y, radius, expected });
                }
              }
              return '';
            })()
            """);

        Assert.Equal("", wrong.GetString());
    }

    [Fact]
    public async Task ToPng_OfAMask_IsReadBackAsItIs()
    {
        var file = await browser.EvaluateAsync("""
            (async () => {
              const mask = new HoleMask(31, 23);
              mask.stroke({ x: 4, y: 3 }, { x: 25, y: 19 }, 3.3, 1);
              globalThis.painted = [...mask.data].join('');
              const png = await toPng(mask);
              return btoa(String.fromCharCode(...new Uint8Array(await png.arrayBuffer())));
            })()
            """);

        var mask = new MaskFileReader().Read(ImageFile.Decode(file.GetBytesFromBase64(), "mask"));
        Assert.Equal((await browser.EvaluateAsync("painted")).GetString(), string.Concat(mask.Valid.ToArray().Select(v => 1 - v)));
        Assert.InRange(mask.HoleCount, 100, 300);
    }
}
