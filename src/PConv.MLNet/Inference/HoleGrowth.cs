using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Dilates the holes of a mask plane.</summary>
static class HoleGrowth
{
    /// <summary>Dilates the holes with a square of side 2 · pixels + 1.</summary>
    /// <param name="valid">float [H, W], 0 = hole; modified in place.</param>
    /// <param name="size">Size of the plane.</param>
    /// <param name="pixels">Number of pixels by which the holes grow.</param>
    public static void Apply(Span<float> valid, ImageSize size, int pixels)
    {
        for (var y = 0; y < size.Height; y++)
        {
            Grow(valid, y * size.Width, 1, size.Width, pixels);
        }

        for (var x = 0; x < size.Width; x++)
        {
            Grow(valid, x, size.Width, size.Height, pixels);
        }
    }

    /// <summary>Dilates one row or column, forward and then backward.</summary>
    static void Grow(Span<float> valid, int start, int step, int count, int pixels)
    {
        for (int i = 0, reach = 0; i < count; i++)
        {
            ref var value = ref valid[start + i * step];
            if (value == 0)
            {
                reach = pixels;
            }
            else if (reach-- > 0)
            {
                value = float.NaN; // marks a grown pixel: it is not valid, and growth does not continue from it
            }
        }

        for (int i = count - 1, reach = 0; i >= 0; i--)
        {
            ref var value = ref valid[start + i * step];
            if (value == 0)
            {
                reach = pixels;
            }
            else if (reach-- > 0 || float.IsNaN(value))
            {
                value = float.NaN;
            }
        }

        for (var i = 0; i < count; i++)
        {
            ref var value = ref valid[start + i * step];
            value = float.IsNaN(value) ? 0 : value;
        }
    }
}
