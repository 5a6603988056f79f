using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class HoleComponentsTests
{
    [Fact]
    public void Boxes_OfAnyMask_AreThoseOfAFloodFill()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var mask = Holes.Random(seed, 40);
            Assert.Equal(FloodFill(mask), HoleComponents.Boxes(mask).Order(ByPlace));
        }
    }

    [Theory]
    [InlineData("#.#.#.#|#.#.#.#|.#.#.#.", "0,0,7,3")] // joined by corners alone
    [InlineData("#...#|#.#.#|#.#.#|###.#|..#.#|#####", "0,0,5,6")] // a spiral: what looks like three joins in the end
    [InlineData("#####|#...#|#.#.#|#...#|#####", "0,0,5,5 2,2,1,1")]
    [InlineData("##.##|.....|##.##", "0,0,2,1 3,0,2,1 0,2,2,1 3,2,2,1")]
    public void Boxes_OfAShape_JoinWhatTouches(string rows, string expected)
    {
        var lines = rows.Split('|');
        var mask = Mask.FromHoles(lines[0].Length, lines.Length, [.. string.Concat(lines).Select(c => c == '#')]);

        Assert.Equal(expected,
            string.Join(' ', HoleComponents.Boxes(mask).Order(ByPlace).Select(b => $"{b.Left},{b.Top},{b.Width},{b.Height}")));
    }

    static readonly IComparer<PixelBox> ByPlace =
        Comparer<PixelBox>.Create((a, b) => (a.Top, a.Left, a.Width, a.Height).CompareTo((b.Top, b.Left, b.Width, b.Height)));

    /// <summary>The naive twin: pixel after pixel, with a stack.</summary>
    static PixelBox[] FloodFill(Mask mask)
    {
        var (seen, boxes) = (new bool[mask.Size.Area], new List<PixelBox>());
        for (var start = 0; start < seen.Length; start++)
        {
            if (mask.Valid[start] == 1 || seen[start])
            {
                continue;
            }

            var (box, open) = (new PixelBox(start % mask.Width, start / mask.Width, 1, 1), new Stack<int>([start]));
            seen[start] = true;
            while (open.TryPop(out var pixel))
            {
                var (x, y) = (pixel % mask.Width, pixel / mask.Width);
                box = box.Union(new(x, y, 1, 1));
                for (var ny = Math.Max(0, y - 1); ny <= Math.Min(mask.Height - 1, y + 1); ny++)
                {
                    for (var nx = Math.Max(0, x - 1); nx <= Math.Min(mask.Width - 1, x + 1); nx++)
                    {
                        var next = ny * mask.Width + nx;
                        if (!mask[nx, ny] && !seen[next])
                        {
                            seen[next] = true;
                            open.Push(next);
                        }
                    }
                }
            }

            boxes.Add(box);
        }

        return [.. boxes.Order(ByPlace)];
    }
}
