using PConv.MLNet.Images;

namespace PConv.MLNet.Classical;

/// <summary>The pyramid of <see cref="EdgeEnhancingInpainter"/>, on the planes of a network: the initial fill of the built-in model, whose
/// ONNX session opens faster without the many small nodes of it.</summary>
static class EdgeEnhancingFill
{
    /// <summary>Fills the holes of an image in place.</summary>
    /// <param name="colors">float [3, H, W], RGB, [0, 1]; overwritten where <paramref name="valid"/> is 0.</param>
    /// <param name="valid">float [1, H, W], 1 = valid, 0 = hole.</param>
    /// <param name="size">W and H, multiples of 2^levels.</param>
    /// <param name="levels">Number of halvings.</param>
    public static void Fill(Span<float> colors, ReadOnlySpan<float> valid, ImageSize size, int levels)
    {
        if (!valid.Contains(0))
        {
            return;
        }

        var first = Halve(colors, valid, size);
        FillAbove(first, levels, default);
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            for (var y = 0; y < size.Height; y++)
            {
                var row = valid.Slice(y * size.Width, size.Width);
                var to = colors.Slice(channel * size.Area + y * size.Width, size.Width);
                for (var x = 0; x < row.Length; x++)
                {
                    if (row[x] == 0)
                    {
                        to[x] = (1 + first.Between(channel, y, x)) / 2;
                    }
                }
            }
        }
    }

    /// <summary>Fills a level of half the image's size by way of all coarser levels.</summary>
    public static void FillAbove(PyramidLevel first, int levels, CancellationToken cancel)
    {
        var pyramid = new PyramidLevel[levels];
        pyramid[0] = first;
        for (var level = 1; level < levels; level++)
        {
            pyramid[level] = pyramid[level - 1].Halve();
        }

        pyramid[^1].FillWithMean();
        for (var level = levels - 2; level >= 0; level--)
        {
            pyramid[level].FillFrom(pyramid[level + 1], cancel);
            new EdgeDiffusion(pyramid[level]).Run(cancel);
        }
    }

    static PyramidLevel Halve(ReadOnlySpan<float> colors, ReadOnlySpan<float> valid, ImageSize size)
    {
        var level = new PyramidLevel(size.Width / 2, size.Height / 2);
        for (var y = 0; y < size.Height; y += 2)
        {
            for (var x = 0; x < size.Width; x += 2)
            {
                var (red, green, blue, count) = (0f, 0f, 0f, 0);
                foreach (var at in (ReadOnlySpan<int>)
                    [y * size.Width + x, y * size.Width + x + 1, (y + 1) * size.Width + x, (y + 1) * size.Width + x + 1])
                {
                    if (valid[at] != 0)
                    {
                        (red, green, blue, count) =
                            (red + colors[at], green + colors[size.Area + at], blue + colors[2 * size.Area + at], count + 1);
                    }
                }

                if (count > 0)
                {
                    level.Know(y / 2, x / 2, 2 * red / count - 1, 2 * green / count - 1, 2 * blue / count - 1);
                }
            }
        }

        return level;
    }
}
