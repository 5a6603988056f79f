using System.Runtime.CompilerServices;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes with the solution of Lᵏ u = 0 that continues the known pixels. L = −Δ (five-point stencil); image borders
/// reflect.</summary>
static class DiffusionFill
{
    const double Gray = 128; // zero point of the values; the fill of an image without known pixels

    public static RgbImage Inpaint(RgbImage image, Mask mask, bool isBiharmonic, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        var result = image.Clone();
        if (mask.HoleCount == image.Size.Area)
        {
            Array.Fill(result.Pixels, (byte)Gray);
        }
        else if (mask.HoleCount > 0)
        {
            var grid = HoleGrid.Create(mask, isBiharmonic);
            var grids = Multigrid.GridsOf(grid, cancel);
            Multigrid.For(RgbImage.Channels, grid.Length, channel =>
            {
                var (b, scratch) = (new double[grid.Length], new double[grid.Length]);
                FindRightSide(image, mask, grid, channel, isBiharmonic, b, scratch);
                var u = ConjugateGradients.Solve(grid, grids, b, scratch, cancel);
                Write(u, grid, isBiharmonic ? Range(image, mask, channel) : (byte.MinValue, byte.MaxValue), result, channel);
            }, cancel);
        }

        return result;
    }

    /// <summary>Computes b = −Lᵏ of the known pixels, with zeros in the holes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void FindRightSide(RgbImage image, Mask mask, HoleGrid grid, int channel, bool isBiharmonic, double[] b, double[] scratch)
    {
        var (w, h) = (image.Width, image.Height);
        var minusLaplacian = isBiharmonic ? scratch : b;
        foreach (var run in isBiharmonic ? grid.HolesAndRim : grid.Holes)
        {
            var y = grid.Top + run.Y;
            for (var i = 0; i < run.Length; i++)
            {
                var x = grid.Left + run.X + i;
                minusLaplacian[run.Start + i] = Known(Math.Max(x - 1, 0), y) + Known(Math.Min(x + 1, w - 1), y)
                    + Known(x, Math.Max(y - 1, 0)) + Known(x, Math.Min(y + 1, h - 1)) - 4 * Known(x, y);
            }
        }

        if (isBiharmonic)
        {
            grid.Apply(scratch, b);
        }

        double Known(int x, int y) => mask[x, y] ? image.Pixels[RgbImage.Channels * (y * w + x) + channel] - Gray : 0;
    }

    /// <summary>The smallest and the largest known value. Biharmonic functions can exceed this range and are clamped to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (byte Least, byte Largest) Range(RgbImage image, Mask mask, int channel)
    {
        var (least, largest) = (byte.MaxValue, byte.MinValue);
        for (var i = 0; i < mask.Valid.Length; i++)
        {
            if (mask.Valid[i] == 1)
            {
                var value = image.Pixels[RgbImage.Channels * i + channel];
                (least, largest) = (Math.Min(least, value), Math.Max(largest, value));
            }
        }

        return (least, largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Write(double[] u, HoleGrid grid, (byte Least, byte Largest) range, RgbImage result, int channel)
    {
        foreach (var run in grid.Holes)
        {
            var to = RgbImage.Channels * ((grid.Top + run.Y) * result.Width + grid.Left + run.X) + channel;
            for (var i = 0; i < run.Length; i++, to += RgbImage.Channels)
            {
                result.Pixels[to] = (byte)Math.Clamp(Math.Round(u[run.Start + i] + Gray), range.Least, range.Largest);
            }
        }
    }
}
