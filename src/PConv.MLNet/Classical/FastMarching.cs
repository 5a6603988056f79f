namespace PConv.MLNet.Classical;

/// <summary>State of a cell of a marched plane.</summary>
enum Cell : byte
{
    /// <summary>Outside the image, or a hole of another region: the march does not enter it.</summary>
    Outside,

    /// <summary>A known pixel.</summary>
    Known,

    /// <summary>A known pixel next to a hole, where both marches start: T = 0.</summary>
    Rim,

    /// <summary>A pixel to fill.</summary>
    Hole,

    /// <summary>A pixel that a march has reached; its distance is final.</summary>
    Reached,
}

/// <summary>The fast marching method: computes distances T from a rim, |∇T| = 1, nearest first.</summary>
/// <remarks>Sethian, <i>A Fast Marching Level Set Method for Monotonically Advancing Fronts</i>, PNAS 1996.</remarks>
static class FastMarching
{
    const int CancelEvery = 4096;

    /// <summary>Marches from the rim through all cells of one kind, up to a distance.</summary>
    /// <param name="cells">The plane, with <see cref="Cell.Outside"/> along all its edges. Reached cells become
    /// <see cref="Cell.Reached"/>.</param>
    /// <param name="width">Width of the plane.</param>
    /// <param name="through">The kind of cells to march through.</param>
    /// <param name="distances">T of each cell: 0 on the rim, +∞ where the march has not been.</param>
    /// <param name="limit">The largest T of interest, in pixels.</param>
    /// <param name="rim">The cells with T = 0.</param>
    /// <param name="order">Receives the indices of the reached cells, sorted by T.</param>
    /// <param name="cancel">Cancels the march.</param>
    /// <returns>Number of reached cells.</returns>
    public static int March(Span<Cell> cells, int width, Cell through, Span<float> distances, float limit,
        ReadOnlySpan<int> rim, Span<int> order, CancellationToken cancel)
    {
        using var band = new NarrowBand();
        foreach (var cell in rim)
        {
            Advance(band, cells, width, through, distances, cell);
        }

        var reached = 0;
        while (band.Count > 0)
        {
            var (distance, cell) = band.Pop();
            if (distance > limit)
            {
                break;
            }

            if (cells[cell] != through)
            {
                continue; // already reached by a shorter path
            }

            if (reached % CancelEvery == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            cells[cell] = Cell.Reached;
            order[reached++] = cell;
            Advance(band, cells, width, through, distances, cell);
        }

        return reached;
    }

    /// <summary>Adds the four neighbors of a cell to the band.</summary>
    static void Advance(NarrowBand band, Span<Cell> cells, int width, Cell through, Span<float> distances, int cell)
    {
        Reach(band, cells, width, through, distances, cell - width);
        Reach(band, cells, width, through, distances, cell - 1);
        Reach(band, cells, width, through, distances, cell + 1);
        Reach(band, cells, width, through, distances, cell + width);
    }

    static void Reach(NarrowBand band, Span<Cell> cells, int width, Cell through, Span<float> distances, int cell)
    {
        if (cells[cell] != through)
        {
            return;
        }

        var distance =
            Solve(MathF.Min(distances[cell - 1], distances[cell + 1]), MathF.Min(distances[cell - width], distances[cell + width]));
        if (distance < distances[cell])
        {
            distances[cell] = distance;
            band.Push(distance, cell);
        }
    }

    /// <summary>Computes T of a cell from its nearest neighbor in each direction: max(T − a, 0)² + max(T − b, 0)² = 1, the upwind form of
    /// the eikonal equation.</summary>
    internal static float Solve(float a, float b)
    {
        var difference = a - b;
        return MathF.Abs(difference) < 1 ? (a + b + MathF.Sqrt(2 - difference * difference)) / 2 : MathF.Min(a, b) + 1;
    }
}
