namespace PConv.MLNet.Baselines.Diffusion;

/// <summary>Rows of Pᵀ A P, one at a time. Not for several threads at once.</summary>
sealed class GalerkinProduct(Grid fine, CoarseGrid coarse)
{
    const int Support = 4; // fine cells a coarse one weighs on, in one direction: from 2x - 1 on
    const int Window = Support + 2 * Grid.Reach; // and those A takes from them: from 2x - 3 on

    readonly float[] stencil = new float[Grid.Side * Grid.Side];
    readonly float[] product = new float[Window * Window]; // a row of Pᵀ A
    readonly float[] columns = new float[Window * Grid.Side];

    /// <summary>The row of the unknown at (x, y): [5, 5] around it, zero at cells that are no unknowns.</summary>
    public void CopyTo(int x, int y, Span<float> result)
    {
        MultiplyFine(x, y);
        columns.AsSpan().Clear();
        result.Clear();
        for (var row = 0; row < Window; row++)
        {
            var fineY = 2 * y - 1 - Grid.Reach + row;
            for (var column = 0; column < Window; column++)
            {
                var fineX = 2 * x - 1 - Grid.Reach + column;
                var value = product[row * Window + column];
                if (value != 0 && IsHole(fineX, fineY))
                {
                    for (var k = 0; k < Grid.Side; k++)
                    {
                        columns[row * Grid.Side + k] += value * Transfer.Weight(fineX, x - Grid.Reach + k, coarse.Width);
                    }
                }
            }

            for (var k = 0; k < result.Length; k++)
            {
                result[k] += columns[row * Grid.Side + k % Grid.Side] * Transfer.Weight(fineY, y - Grid.Reach + k / Grid.Side, coarse.Height);
            }
        }

        for (var k = 0; k < result.Length; k++)
        {
            var (toX, toY) = (x - Grid.Reach + k % Grid.Side, y - Grid.Reach + k / Grid.Side);
            if (toX < 0 || toX >= coarse.Width || toY < 0 || toY >= coarse.Height || !coarse.IsHole(toX, toY))
            {
                result[k] = 0;
            }
        }
    }

    void MultiplyFine(int x, int y)
    {
        product.AsSpan().Clear();
        for (var dy = 0; dy < Support; dy++)
        {
            for (var dx = 0; dx < Support; dx++)
            {
                var (fineX, fineY) = (2 * x - 1 + dx, 2 * y - 1 + dy);
                if (!IsHole(fineX, fineY))
                {
                    continue;
                }

                var weight = Transfer.Weight(fineX, x, coarse.Width) * Transfer.Weight(fineY, y, coarse.Height);
                fine.CopyStencil(fineX, fineY, stencil);
                for (var k = 0; k < stencil.Length; k++)
                {
                    product[(dy + k / Grid.Side) * Window + dx + k % Grid.Side] += weight * stencil[k];
                }
            }
        }
    }

    bool IsHole(int x, int y) => x >= 0 && x < fine.Width && y >= 0 && y < fine.Height && fine.IsHole(x, y);
}
