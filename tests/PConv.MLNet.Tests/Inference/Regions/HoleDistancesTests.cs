using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class HoleDistancesTests
{
    [Fact]
    public void Row_OfAnyMask_IsTheShortestPathToWhatIsKnown()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var mask = Holes.Random(seed, seed < 40 ? 24 : 90); // of the width of a few vectors, and of less
            using var depth = HoleDistances.Measure(mask, PixelBox.Whole(mask.Size));
            var expected = ShortestPaths(mask);

            Assert.Equal(expected, Enumerable.Range(0, mask.Height).SelectMany(y => depth.Row(0, mask.Width, y).ToArray()));
            Assert.Equal(expected.Max() == ushort.MaxValue ? int.MaxValue : (expected.Max() + 2) / 3, depth.Deepest);
        }
    }

    [Fact]
    public void Deepest_OfABoxInTheMiddle_IsHalfItsShorterSide()
    {
        using var depth = HoleDistances.Measure(Holes.At(new(200, 100), new PixelBox(20, 30, 120, 41)), new(20, 30, 120, 41));

        Assert.Equal(21, depth.Deepest);
    }

    /// <summary>The naive twin: every pixel looks at its neighbors until nothing changes.</summary>
    static ushort[] ShortestPaths(Mask mask)
    {
        var thirds = mask.Valid.ToArray().Select(v => v == 1 ? 0 : (int)ushort.MaxValue).ToArray();
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            for (var i = 0; i < thirds.Length; i++)
            {
                var (x, y) = (i % mask.Width, i / mask.Width);
                for (var ny = Math.Max(0, y - 1); ny <= Math.Min(mask.Height - 1, y + 1); ny++)
                {
                    for (var nx = Math.Max(0, x - 1); nx <= Math.Min(mask.Width - 1, x + 1); nx++)
                    {
                        var step = thirds[ny * mask.Width + nx] + (nx == x || ny == y ? 3 : 4);
                        if (step < thirds[i])
                        {
                            (thirds[i], isChanged) = (step, true);
                        }
                    }
                }
            }
        }

        return [.. thirds.Select(t => (ushort)t)];
    }
}
