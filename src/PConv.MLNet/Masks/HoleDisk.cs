namespace PConv.MLNet.Masks;

/// <summary>Dilates holes by a disk, in time independent of its radius.</summary>
/// <remarks>
/// A hole pixel d rows away turns pixels within √(r² − d²) columns of its own into holes, and the nearest one in a column reaches farthest.
/// So each row is the union of one interval per column.
/// </remarks>
static class HoleDisk
{
    /// <summary>Turns every pixel into a hole whose center is within a distance of a hole pixel's center.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="radius">The distance in pixels, 1 to 65,533.</param>
    public static Mask Grow(Mask mask, int radius)
    {
        var (width, height) = (mask.Width, mask.Height);
        // exact: squares below 2³²
        var reach = Enumerable.Range(0, radius + 1).Select(d => (int)Math.Sqrt((double)radius * radius - (double)d * d)).ToArray();
        var rows = RowsToHoles(mask, (ushort)(radius + 1));
        var valid = new byte[mask.Size.Area];
        var steps = new int[width + 1]; // interval starts minus interval ends
        for (var y = 0; y < height; y++)
        {
            Array.Clear(steps);
            for (var x = 0; x < width; x++)
            {
                if (rows[y * width + x] is var d && d <= radius)
                {
                    steps[Math.Max(0, x - reach[d])]++;
                    steps[Math.Min(width, x + reach[d] + 1)]--;
                }
            }

            for (int x = 0, open = 0; x < width; x++)
            {
                open += steps[x];
                valid[y * width + x] = open > 0 ? (byte)0 : (byte)1;
            }
        }

        return Mask.FromValid(mask.Size, valid);
    }

    /// <summary>Distance in rows from each pixel to the nearest hole pixel in its column, ushort [H, W], up to a limit.</summary>
    static ushort[] RowsToHoles(Mask mask, ushort most)
    {
        var (width, rows) = (mask.Width, new ushort[mask.Size.Area]);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = mask.Valid[i] == 0 ? (ushort)0 : (ushort)Math.Min(most, i < width ? most : rows[i - width] + 1);
        }

        for (var i = rows.Length - width - 1; i >= 0; i--)
        {
            rows[i] = (ushort)Math.Min(rows[i], rows[i + width] + 1);
        }

        return rows;
    }
}
