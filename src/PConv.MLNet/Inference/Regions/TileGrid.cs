using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Part of a region that goes through the model in one call.</summary>
/// <param name="Window">The window that the model sees.</param>
/// <param name="Column">Its column in the grid.</param>
/// <param name="Row">Its row in the grid.</param>
readonly record struct Tile(PixelBox Window, int Column, int Row);

/// <summary>Equal tiles over a region, overlapping by at least twice the margin. Adjacent tiles blend in the middle of their
/// overlap.</summary>
sealed class TileGrid
{
    readonly TileAxis x;
    readonly TileAxis y;

    /// <summary>Creates a grid.</summary>
    /// <param name="region">The region to cover, margin included.</param>
    /// <param name="image">Size of the image.</param>
    /// <param name="side">Size of a tile.</param>
    /// <param name="margin">Minimum overlap in pixels on each side of the middle of an overlap; less than a quarter of a tile.</param>
    public TileGrid(PixelBox region, ImageSize image, ImageSize side, int margin)
    {
        x = new(region.Left, region.Width, image.Width, side.Width, margin);
        y = new(region.Top, region.Height, image.Height, side.Height, margin);
    }

    /// <summary>All tiles, row by row.</summary>
    public IEnumerable<Tile> Tiles =>
        from row in Enumerable.Range(0, y.Count)
        from column in Enumerable.Range(0, x.Count)
        select new Tile(new(x.Start(column), y.Start(row), x.Side, y.Side), column, row);

    /// <summary>The part of a tile that is written; the rest is context.</summary>
    public PixelBox Filled(Tile tile)
    {
        var ((left, right), (top, bottom)) = (x.Filled(tile.Column), y.Filled(tile.Row));
        return PixelBox.Between(left, top, right, bottom);
    }

    /// <summary>
    /// Opacity of a tile at a pixel, (0, 1], if tiles are drawn over each other in order: its weight divided by the sum of the weights of
    /// all tiles up to it. Weights fall off linearly to both sides and sum to 1.
    /// </summary>
    public float Opacity(Tile tile, int pixelX, int pixelY)
    {
        var (wx, wy) = (x.Weight(tile.Column, pixelX), y.Weight(tile.Row, pixelY));
        var (left, above) = (tile.Column > 0 ? x.Weight(tile.Column - 1, pixelX) : 0, tile.Row > 0 ? y.Weight(tile.Row - 1, pixelY) : 0);
        return wx * wy / (above + wy * (left + wx)); // all columns of the row above, and the columns of this row up to here
    }
}

/// <summary>Tiles along one axis.</summary>
readonly struct TileAxis
{
    readonly int start;
    readonly int length;
    readonly int ramp;

    /// <summary>Places tiles along an axis; a single tile is moved into the image.</summary>
    public TileAxis(int start, int length, int image, int side, int margin)
    {
        Side = Math.Min(side, image);
        ramp = Math.Max(1, margin);
        Count = length <= Side ? 1 : (length - 2 * margin + Side - 2 * margin - 1) / (Side - 2 * margin);
        (this.start, this.length) = Count > 1 ? (start, length) : (Math.Clamp(start - (Side - length) / 2, 0, image - Side), Side);
    }

    /// <summary>Number of tiles.</summary>
    public int Count { get; }

    /// <summary>Length of a tile.</summary>
    public int Side { get; }

    /// <summary>Start of a tile.</summary>
    public int Start(int index) => Count == 1 ? start : start + (int)((long)index * (length - Side) / (Count - 1));

    /// <summary>Range [From, To) in which a tile has weight.</summary>
    public (int From, int To) Filled(int index) =>
        (index == 0 ? Start(0) : RampStart(index), index == Count - 1 ? Start(index) + Side : RampStart(index + 1) + ramp);

    /// <summary>Weight of a tile at a pixel.</summary>
    public float Weight(int index, int pixel) =>
        Math.Min(index == 0 ? 1 : Rise(pixel - RampStart(index)), index == Count - 1 ? 1 : 1 - Rise(pixel - RampStart(index + 1)));

    /// <summary>Rises from 0 before the ramp to 1 after it, at pixel centers.</summary>
    float Rise(int steps) => Math.Clamp((steps + .5f) / ramp, 0, 1);

    /// <summary>Start of the ramp from the previous tile to this one.</summary>
    int RampStart(int index) => (Start(index) + Start(index - 1) + Side - ramp) / 2;
}
