using System.Buffers;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>A region of holes with a margin, as float planes that need no border checks.</summary>
/// <remarks>A cell is a pixel's index in a plane. Memory is pooled; colors are read only near the holes.</remarks>
sealed class MarchingPlanes : IDisposable
{
    const int FirstColor = 2; // after two planes of distances
    const int FirstTrait = FirstColor + RgbImage.Channels;

    readonly ImageSize size;
    readonly float[][] planes;
    readonly Cell[] cells;
    readonly int[] order;
    readonly int area;
    readonly int left;
    readonly int top;
    readonly int margin;
    int rim;
    int near;
    int filled;

    /// <summary>Reads the image around a region and marches in both directions: T in its holes and −T around them.</summary>
    /// <param name="image">The image; only known pixels are read.</param>
    /// <param name="mask">A mask with at least one known pixel.</param>
    /// <param name="region">The holes to fill.</param>
    /// <param name="reach">Distance in pixels around the holes that the fill reads.</param>
    /// <param name="traits">Number of extra planes for the fill, initially zero.</param>
    /// <param name="cancel">Cancels the marches.</param>
    public MarchingPlanes(RgbImage image, Mask mask, HoleRegion region, int reach, int traits, CancellationToken cancel)
    {
        size = image.Size;
        (left, top) = (Math.Max(0, region.Left - reach), Math.Max(0, region.Top - reach));
        var (right, bottom) = (Math.Min(size.Width, region.Right + reach), Math.Min(size.Height, region.Bottom + reach));
        margin = reach; // a disc around any hole pixel stays inside the planes
        Width = right - left + 2 * margin;
        area = Width * (bottom - top + 2 * margin);
        (cells, order) = (ArrayPool<Cell>.Shared.Rent(area), ArrayPool<int>.Shared.Rent(area));
        planes = new float[FirstTrait + traits][];
        for (var i = 0; i < planes.Length; i++)
        {
            planes[i] = ArrayPool<float>.Shared.Rent(area);
        }

        try
        {
            cells.AsSpan(0, area).Clear();
            for (var i = 0; i < planes.Length; i++)
            {
                Plane(i).Fill(i < FirstColor ? float.PositiveInfinity : 0);
            }

            Classify(mask, region, right, bottom);
            March(reach, cancel);
            Read(image);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Cells per row: the distance from a cell to the one below it.</summary>
    public int Width { get; }

    /// <summary>T of every cell near the region: negative outside the holes, +∞ where no march arrived.</summary>
    public Span<float> Distances => Plane(0);

    /// <summary>T of pixels that are known or already filled; +∞ for all others, so that 1 / (1 + |T(p) − T(q)|) is 0.</summary>
    public Span<float> KnownDistances => Plane(1);

    /// <summary>The known pixels near enough to be read.</summary>
    public ReadOnlySpan<int> Near => order.AsSpan(0, rim + near);

    /// <summary>The hole pixels in filling order.</summary>
    public ReadOnlySpan<int> Holes => order.AsSpan(rim + near, filled);

    /// <summary>One color channel, [0, 255]; 0 where still unknown.</summary>
    public Span<float> Color(int channel) => Plane(FirstColor + channel);

    /// <summary>One of the extra planes of the fill.</summary>
    public Span<float> Trait(int number) => Plane(FirstTrait + number);

    /// <summary>Whether a pixel was known in the input.</summary>
    public bool IsKnown(int cell) => KnownDistances[cell] <= 0;

    /// <summary>Writes the filled holes into an image.</summary>
    public void Write(RgbImage image)
    {
        foreach (var cell in Holes)
        {
            var pixel = PixelOf(cell);
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                image.Pixels[pixel + c] = (byte)Math.Clamp(MathF.Round(Color(c)[cell]), 0, 255);
            }
        }
    }

    public void Dispose()
    {
        foreach (var plane in planes)
        {
            ArrayPool<float>.Shared.Return(plane);
        }

        ArrayPool<Cell>.Shared.Return(cells);
        ArrayPool<int>.Shared.Return(order);
    }

    Span<float> Plane(int number) => planes[number].AsSpan(0, area);

    int PixelOf(int cell) => RgbImage.Channels * ((cell / Width - margin + top) * size.Width + cell % Width - margin + left);

    void Classify(Mask mask, HoleRegion region, int right, int bottom)
    {
        for (var y = top; y < bottom; y++)
        {
            var valid = mask.Valid.Slice(y * size.Width + left, right - left);
            var row = cells.AsSpan((y - top + margin) * Width + margin, valid.Length);
            for (var x = 0; x < valid.Length; x++)
            {
                row[x] = valid[x] == 1 ? Cell.Known : region.Owns(left + x, y) ? Cell.Hole : Cell.Outside;
            }
        }

        for (var cell = Width; cell < area - Width; cell++)
        {
            if (cells[cell] == Cell.Hole)
            {
                Border(cell - Width);
                Border(cell - 1);
                Border(cell + 1);
                Border(cell + Width);
            }
        }
    }

    /// <summary>Adds a hole's neighbor to the rim if it is known.</summary>
    void Border(int cell)
    {
        if (cells[cell] == Cell.Known)
        {
            cells[cell] = Cell.Rim;
            Distances[cell] = 0;
            order[rim++] = cell;
        }
    }

    void March(int reach, CancellationToken cancel)
    {
        var start = order.AsSpan(0, rim);
        near = FastMarching.March(cells, Width, Cell.Known, Distances, reach, start, order.AsSpan(rim), cancel);
        foreach (var cell in order.AsSpan(rim, near))
        {
            Distances[cell] = -Distances[cell];
        }

        filled = FastMarching.March(cells, Width, Cell.Hole, Distances, float.MaxValue, start, order.AsSpan(rim + near), cancel);
    }

    void Read(RgbImage image)
    {
        foreach (var cell in Near)
        {
            KnownDistances[cell] = Distances[cell];
            var pixel = PixelOf(cell);
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                Color(c)[cell] = image.Pixels[pixel + c];
            }
        }
    }
}
