using System.Runtime.CompilerServices;

namespace PConv.MLNet.Classical;

/// <summary>Computes rows of Pᵀ A P, one at a time. Not thread-safe.</summary>
sealed class GalerkinProduct(Grid fine, CoarseGrid coarse)
{
    const int Side = Grid.Side;
    const int Support = 4; // fine cells that depend on a coarse one, per direction: from 2x - 1 on
    const int Window = Support + 2 * Grid.Reach; // fine cells that A reads for those: from 2x - 3 on

    readonly float[] stencil = new float[Side * Side];
    readonly float[] product = new float[Window * Window]; // a row of Pᵀ A
    readonly float[] narrow = new float[Window * Side]; // product times P, along rows only

    /// <summary>The row of the unknown at (x, y): a [5, 5] window around it, zero at cells that are not unknowns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyTo(int x, int y, Span<float> result)
    {
        product.AsSpan().Clear();
        narrow.AsSpan().Clear();
        result.Clear();
        AddFineRows(2 * x - 1, 2 * y - 1);
        var (left, top) = (2 * x - 1 - Grid.Reach, 2 * y - 1 - Grid.Reach);
        for (var row = Math.Max(0, -top); row < Math.Min(Window, fine.Height - top); row++)
        {
            for (var column = Math.Max(0, -left); column < Math.Min(Window, fine.Width - left); column++)
            {
                var value = product[row * Window + column];
                if (value != 0 && fine.IsHole(left + column, top + row))
                {
                    // Indices start at x - 2, as in the result.
                    var (near, far) = ((column + 1) / 2, Transfer.Neighbor(left + column, coarse.Width) - x + Grid.Reach);
                    narrow[row * Side + near] += Transfer.Near * value;
                    narrow[row * Side + far] += Transfer.Far * value;
                }
            }

            var (nearRow, farRow) = ((row + 1) / 2, Transfer.Neighbor(top + row, coarse.Height) - y + Grid.Reach);
            for (var k = 0; k < Side; k++)
            {
                result[nearRow * Side + k] += Transfer.Near * narrow[row * Side + k];
                result[farRow * Side + k] += Transfer.Far * narrow[row * Side + k];
            }
        }

        for (var k = 0; k < result.Length; k++)
        {
            var (toX, toY) = (x - Grid.Reach + k % Side, y - Grid.Reach + k / Side);
            if (toX < 0 || toX >= coarse.Width || toY < 0 || toY >= coarse.Height || !coarse.IsHole(toX, toY))
            {
                result[k] = 0;
            }
        }
    }

    /// <summary>Sums the rows of A of the fine unknowns from (left, top) on, weighted by P.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddFineRows(int left, int top)
    {
        for (var dy = Math.Max(0, -top); dy < Math.Min(Support, fine.Height - top); dy++)
        {
            for (var dx = Math.Max(0, -left); dx < Math.Min(Support, fine.Width - left); dx++)
            {
                if (!fine.IsHole(left + dx, top + dy))
                {
                    continue;
                }

                var weight = Transfer.Weight(left + dx, (left + 1) / 2, coarse.Width)
                    * Transfer.Weight(top + dy, (top + 1) / 2, coarse.Height);
                fine.CopyStencil(left + dx, top + dy, stencil);
                for (var k = 0; k < Side; k++)
                {
                    for (var l = 0; l < Side; l++)
                    {
                        product[(dy + k) * Window + dx + l] += weight * stencil[k * Side + l];
                    }
                }
            }
        }
    }
}
