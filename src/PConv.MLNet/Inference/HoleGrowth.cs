using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Lets the holes of a plane grow.</summary>
static class HoleGrowth
{
    /// <summary>Makes a hole of every pixel within a square of side 2 · pixels + 1 round a hole.</summary>
    /// <param name="valid">float [H, W], 0 = hole, in and out.</param>
    /// <param name="size">Its size.</param>
    /// <param name="pixels">How far they grow.</param>
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

    /// <summary>Along one row or column, there and back.</summary>
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
                value = float.NaN; // grown: neither valid nor a source of growth
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
