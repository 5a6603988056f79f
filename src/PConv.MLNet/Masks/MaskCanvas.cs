using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Holes drawn so far within a border, and the number of pixels still to draw. Drawing stops once there are enough.</summary>
sealed class MaskCanvas
{
    readonly ImageSize size;

    /// <param name="holes">Plane to draw on. Its existing holes count and must be inside the border.</param>
    /// <param name="border">Width in pixels of the border that stays valid on each side.</param>
    /// <param name="wanted">Final number of hole pixels, at most the number inside the border.</param>
    public MaskCanvas(HolePlane holes, int border, int wanted)
    {
        (Holes, Border, size) = (holes, border, holes.Size);
        Left = wanted - holes.Count;
    }

    public HolePlane Holes { get; }

    public int Border { get; }

    /// <summary>Width and height inside the border.</summary>
    public ImageSize Room => new(size.Width - 2 * Border, size.Height - 2 * Border);

    /// <summary>The shorter side in pixels; sizes of strokes and shapes are relative to it.</summary>
    public int Side => Math.Min(size.Width, size.Height);

    /// <summary>Pixels still to be drawn.</summary>
    public int Left { get; private set; }

    /// <summary>Number of missing pixels below which another thick stroke, box or shape would not be recognizable.</summary>
    public int Crumb => (Holes.Count + Left) / 64;

    public bool IsFull => Left == 0;

    /// <summary>Draws a disc, row by row.</summary>
    public void Disc(double x, double y, double radius)
    {
        var (top, bottom) = Rows(y - radius, y + radius);
        for (var row = top; row <= bottom; row++)
        {
            var half = Math.Sqrt(Math.Max(0, radius * radius - (row - y) * (row - y)));
            Span(row, x - half, x + half);
        }
    }

    /// <summary>Fills a closed polygon, row by row.</summary>
    public void Polygon(ReadOnlySpan<(double X, double Y)> corners)
    {
        var (first, last) = (double.MaxValue, double.MinValue);
        foreach (var (_, y) in corners)
        {
            (first, last) = (Math.Min(first, y), Math.Max(last, y));
        }

        var crossings = new List<double>();
        var (top, bottom) = Rows(first, last);
        for (var row = top; row <= bottom; row++)
        {
            crossings.Clear();
            var a = corners[^1];
            foreach (var b in corners)
            {
                if (a.Y <= row != b.Y <= row)
                {
                    crossings.Add(a.X + (row - a.Y) / (b.Y - a.Y) * (b.X - a.X));
                }

                a = b;
            }

            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                Span(row, crossings[i], crossings[i + 1]);
            }
        }
    }

    /// <summary>Draws a rectangle of whole pixels, row by row.</summary>
    public void Box(int left, int top, int width, int height)
    {
        for (var row = top; row < top + height; row++)
        {
            Span(row, left, left + width - 1);
        }
    }

    /// <summary>Dilates the holes until there are enough hole pixels.</summary>
    public void Grow(Random random)
    {
        if (Left > 0 && Holes.Count == 0)
        {
            Box(Border + random.Next(Room.Width), Border + random.Next(Room.Height), 1, 1);
        }

        for (var eight = false; Left > 0; eight = !eight)
        {
            var ring = Holes.Dilated(eight).Inside(Border).Except(Holes);
            var drawn = Math.Min(Left, ring.Count);
            Holes.Add(ring, random.Next(size.Height), drawn);
            Left -= drawn;
        }
    }

    /// <summary>Erodes the holes until there are not too many hole pixels.</summary>
    public void Shrink(Random random)
    {
        for (var eight = false; Left < 0; eight = !eight)
        {
            var core = Holes.Eroded(eight);
            var rim = core.Count < Holes.Count ? Holes.Except(core) : Holes; // a plane without valid pixels has no rim
            var closed = Math.Min(-Left, rim == Holes ? 1 : rim.Count);
            Holes.Remove(rim, random.Next(size.Height), closed);
            Left += closed;
        }
    }

    (int Top, int Bottom) Rows(double first, double last) =>
        (Math.Max(Border, (int)Math.Ceiling(first)), Math.Min(size.Height - Border - 1, (int)Math.Floor(last)));

    void Span(int row, double first, double last) =>
        Left -= Holes.Fill(row, Math.Max(Border, (int)Math.Ceiling(first)), Math.Min(size.Width - Border - 1, (int)Math.Floor(last)), Left);
}
