using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Masks of many kinds by seed, and of given boxes.</summary>
static class Holes
{
    /// <summary>A mask with holes at these places.</summary>
    public static Mask At(ImageSize size, params PixelBox[] boxes)
    {
        var holes = new bool[size.Area];
        foreach (var box in boxes)
        {
            for (var y = box.Top; y < box.Bottom; y++)
            {
                holes.AsSpan(y * size.Width + box.Left, box.Width).Fill(true);
            }
        }

        return Mask.FromHoles(size.Width, size.Height, holes);
    }

    /// <summary>A size with sides up to <paramref name="largest"/>, now and then of one row or column; and specks, boxes, lines, strokes,
    /// all or nothing.</summary>
    public static Mask Random(int seed, int largest)
    {
        var random = new Random(seed);
        int Side() => random.Next(8) == 0 ? 1 : random.Next(1, largest + 1);
        var size = new ImageSize(Side(), Side());
        switch (random.Next(10))
        {
            case 0: return random.Next(2) == 0 ? Mask.AllHoles(size.Width, size.Height) : Mask.AllValid(size.Width, size.Height);
            case 1 when Math.Min(size.Width, size.Height) > 8: return Samples.Irregular(size.Width, size.Height, seed);
        }

        var specks = random.NextDouble() * random.NextDouble() * random.NextDouble() * .5;
        var holes = new bool[size.Area];
        for (var i = 0; i < holes.Length && random.Next(3) > 0; i++)
        {
            holes[i] = random.NextDouble() < specks;
        }

        var boxes = Enumerable.Range(0, random.Next(5)).Select(_ =>
        {
            var (left, top) = (random.Next(size.Width), random.Next(size.Height));
            var (width, height) =
                random.Next(3) switch { 0 => (size.Width, 3), 1 => (3, size.Height), _ =>
                    (random.Next(1, size.Width + 1), random.Next(1, size.Height + 1)) };
            return new PixelBox(left, top, width, height).Intersect(PixelBox.Whole(size));
        }).ToArray();
        var filled = At(size, boxes);
        return Mask.FromHoles(size.Width, size.Height, [.. holes.Select((hole, i) => hole || filled.Valid[i] == 0)]);
    }
}
