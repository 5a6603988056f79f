using PConv.MLNet.Images;
using PConv.MLNet.Inference;

namespace PConv.MLNet.Tests;

public sealed class TileGridTests
{
    [Theory]
    [InlineData(0, 0, 100, 70, 16, 4)]
    [InlineData(13, 7, 61, 93, 24, 5)]
    [InlineData(40, 40, 10, 10, 32, 8)]
    [InlineData(0, 0, 100, 100, 128, 32)]
    [InlineData(5, 5, 90, 30, 20, 0)]
    public void Opacity_OfTilesLaidInOrder_MixesThemByWeightsThatFallOffLinearly(int left, int top, int width, int height, int side,
        int margin)
    {
        var (region, image) = (new PixelBox(left, top, width, height), new ImageSize(100, 100));
        var grid = new TileGrid(region, image, new(side, side), margin);
        var tiles = grid.Tiles.ToArray();
        var shares = new Dictionary<(int X, int Y), float[]>();
        Assert.All(tiles, (tile, number) =>
        {
            var filled = grid.Filled(tile);
            Assert.True(PixelBox.Whole(image).Contains(tile.Window) && tile.Window.Contains(filled));
            for (var i = 0; i < filled.Size.Area; i++)
            {
                var place = (filled.Left + i % filled.Width, filled.Top + i / filled.Width);
                var share = shares.TryGetValue(place, out var known) ? known : shares[place] = new float[tiles.Length];
                var opacity = grid.Opacity(tile, place.Item1, place.Item2);
                Assert.InRange(opacity, share.Sum() == 0 ? .9999f : 1e-6f, 1.0001f); // what lies below is hidden where no other tile was
                for (var k = 0; k < share.Length; k++)
                {
                    share[k] *= 1 - opacity;
                }

                share[number] += opacity;
            }
        });

        for (var i = 0; i < region.Size.Area; i++)
        {
            var place = (left + i % width, top + i / width);
            Assert.Equal(1, shares[place].Sum(), 1e-4);
            if (shares.TryGetValue((place.Item1 + 1, place.Item2), out var beside))
            {
                // no step
                Assert.All(shares[place].Zip(beside), s => Assert.InRange(Math.Abs(s.First - s.Second), 0, 1.01f / Math.Max(1, margin)));
            }
        }
    }
}
