using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>A square of an image, brought to the training size by averaging over areas.</summary>
static class Crop
{
    /// <summary>Cuts a random square of one to two times the size where the image is large enough, scales it and flips half of them.</summary>
    /// <param name="image">Where to cut.</param>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="random">Decides place, scale and flip.</param>
    public static RgbImage Random(RgbImage image, int size, Random random)
    {
        var largest = Math.Min(2 * size, Math.Min(image.Width, image.Height));
        var side = random.Next(Math.Min(size, largest), largest + 1);
        var left = random.Next(image.Width - side + 1);
        var top = random.Next(image.Height - side + 1);
        return Scale(image, left, top, side, size, flip: random.Next(2) == 1);
    }

    static RgbImage Scale(RgbImage image, int left, int top, int side, int size, bool flip)
    {
        var result = new RgbImage(size, size);
        var weights = Overlaps(side, size);
        var row = new float[RgbImage.Channels * size];
        for (var y = 0; y < size; y++)
        {
            Array.Clear(row);
            foreach (var (sourceY, weightY) in weights[y])
            {
                for (var x = 0; x < size; x++)
                {
                    foreach (var (sourceX, weightX) in weights[x])
                    {
                        var from = RgbImage.Channels * ((top + sourceY) * image.Width + left + sourceX);
                        var weight = weightX * weightY;
                        row[3 * x] += weight * image.Pixels[from];
                        row[3 * x + 1] += weight * image.Pixels[from + 1];
                        row[3 * x + 2] += weight * image.Pixels[from + 2];
                    }
                }
            }

            for (var x = 0; x < size; x++)
            {
                var to = RgbImage.Channels * (y * size + (flip ? size - 1 - x : x));
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    result.Pixels[to + c] = (byte)(row[RgbImage.Channels * x + c] + .5f);
                }
            }
        }

        return result;
    }

    /// <summary>For each target pixel, the source pixels its interval covers and their shares, which sum to 1.</summary>
    static (int Source, float Weight)[][] Overlaps(int side, int size)
    {
        var ratio = (double)side / size;
        return [.. Enumerable.Range(0, size).Select(target =>
        {
            var (start, end) = (target * ratio, (target + 1) * ratio);
            var first = (int)start;
            var last = Math.Min(side - 1, (int)Math.Ceiling(end) - 1);
            return Enumerable.Range(first, last - first + 1)
                .Select(source => (source, (float)((Math.Min(end, source + 1) - Math.Max(start, source)) / ratio)))
                .ToArray();
        })];
    }
}
