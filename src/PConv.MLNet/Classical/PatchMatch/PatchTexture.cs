namespace PConv.MLNet.Classical;

/// <summary>Texture measure around each known pixel, so that smooth patches do not match textured ones.</summary>
/// <remarks>Newson, Almansa, Fradet, Gousseau, Pérez: "Video Inpainting of Complex Scenes", SIAM J. Imaging Sciences 2014; reduced to one
/// number per pixel.</remarks>
static class PatchTexture
{
    const int Radius = 5; // pixels, a window of 11²

    /// <summary>Writes the fourth byte of every known pixel: weight times the mean gray gradient, |across| + |down|, over the known pixels
    /// of a window.</summary>
    public static void Write(PatchLevel level, double weight)
    {
        var (width, height) = (level.Width, level.Height);
        var (sums, counts) = (new int[width], new int[width]);
        for (var y = -Radius; y < height; y++)
        {
            AddRow(level, y + Radius, 1, sums, counts);
            AddRow(level, y - Radius - 1, -1, sums, counts);
            var (sum, count) = (0, 0);
            for (var x = -Radius; x < width && y >= 0; x++)
            {
                var (enter, leave) = (x + Radius, x - Radius - 1);
                sum += (enter < width ? sums[enter] : 0) - (leave >= 0 ? sums[leave] : 0);
                count += (enter < width ? counts[enter] : 0) - (leave >= 0 ? counts[leave] : 0);
                if (x >= 0 && count > 0 && level.Known[y * width + x] == 1)
                {
                    // 3: R + G + B is three times gray; 2: a pixel has two differences
                    level.Colors[PatchLevel.Stride * (y * width + x) + 3] = (byte)Math.Min(byte.MaxValue, weight * 2 * sum / 3 / count);
                }
            }
        }
    }

    /// <summary>Adds a row's differences between known neighbors, right and down, to the column sums, or subtracts them.</summary>
    static void AddRow(PatchLevel level, int y, int sign, int[] sums, int[] counts)
    {
        if (y < 0 || y >= level.Height)
        {
            return;
        }

        for (var x = 0; x < level.Width; x++)
        {
            var i = y * level.Width + x;
            Step(i, i + 1, x, x + 1 < level.Width);
            Step(i, i + level.Width, x, y + 1 < level.Height);
        }

        void Step(int i, int j, int x, bool isInside)
        {
            if (isInside && (level.Known[i] & level.Known[j]) == 1)
            {
                sums[x] += sign
                    * Math.Abs(Sum(level.Colors.AsSpan(PatchLevel.Stride * i)) - Sum(level.Colors.AsSpan(PatchLevel.Stride * j)));
                counts[x] += sign;
            }
        }

        static int Sum(Span<byte> color) => color[0] + color[1] + color[2];
    }
}
