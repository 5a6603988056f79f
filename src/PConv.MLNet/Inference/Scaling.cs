using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Scales images to a model's size, and its output back.</summary>
static class Scaling
{
    /// <summary>Scales an image and its mask down without keeping the aspect ratio. A pixel is the mean of the area it covers, and a hole
    /// if that area touches a hole.</summary>
    /// <param name="input">Image and mask.</param>
    /// <param name="size">The target size, at most the image's in both dimensions.</param>
    public static InpaintingInput Shrink(InpaintingInput input, ImageSize size)
    {
        var (image, mask) = input;
        var (xs, ys) = (Footprints(image.Width, size.Width), Footprints(image.Height, size.Height));
        var result = new RgbImage(size.Width, size.Height);
        var holes = new bool[size.Area];
        Parallel.For(0, size.Height, y =>
        {
            for (var x = 0; x < size.Width; x++)
            {
                holes[y * size.Width + x] =
                    !Mean(image, mask, xs[x], ys[y], result.Pixels.AsSpan(RgbImage.Channels * (y * size.Width + x), RgbImage.Channels));
            }
        });
        return new(result, Mask.FromHoles(size.Width, size.Height, holes));
    }

    /// <summary>Scales planes up, bilinearly between pixel centers.</summary>
    /// <param name="planes">float [3, padded.Height, padded.Width], of which the upper left <paramref name="from"/> is read.</param>
    /// <param name="padded">Size of the planes.</param>
    /// <param name="from">The part that holds the image.</param>
    /// <param name="to">float [3, size.Height, size.Width].</param>
    /// <param name="size">At least <paramref name="from"/>.</param>
    public static void Enlarge(ReadOnlySpan<float> planes, ImageSize padded, ImageSize from, Span<float> to, ImageSize size)
    {
        var (xs, ys) = (Neighbors(from.Width, size.Width), Neighbors(from.Height, size.Height));
        for (var row = 0; row < RgbImage.Channels * size.Height; row++)
        {
            var (c, y) = (row / size.Height, ys[row % size.Height]);
            var upper = planes.Slice(c * padded.Area + y.First * padded.Width, from.Width);
            var lower = planes.Slice(c * padded.Area + y.Second * padded.Width, from.Width);
            var line = to.Slice(row * size.Width, size.Width);
            for (var x = 0; x < line.Length; x++)
            {
                var (left, right, share) = xs[x];
                var above = upper[left] + share * (upper[right] - upper[left]);
                var below = lower[left] + share * (lower[right] - lower[left]);
                line[x] = above + y.Share * (below - above);
            }
        }
    }

    /// <summary>Writes the mean color of an area; returns false if the area touches a hole.</summary>
    static bool Mean(RgbImage image, Mask mask, Footprint x, Footprint y, Span<byte> pixel)
    {
        var (red, green, blue, sum) = (0f, 0f, 0f, 0f);
        for (var row = y.First; row <= y.Last; row++)
        {
            var valid = mask.Valid.Slice(row * image.Width + x.First, x.Last - x.First + 1);
            if (valid.Contains((byte)0))
            {
                return false;
            }

            var colors = image.Pixels.AsSpan(RgbImage.Channels * (row * image.Width + x.First), RgbImage.Channels * valid.Length);
            for (var i = 0; i < valid.Length; i++)
            {
                var weight = y.WeightOf(row) * x.WeightOf(x.First + i);
                red += weight * colors[3 * i];
                green += weight * colors[3 * i + 1];
                blue += weight * colors[3 * i + 2];
                sum += weight;
            }
        }

        (pixel[0], pixel[1], pixel[2]) = ((byte)MathF.Round(red / sum), (byte)MathF.Round(green / sum), (byte)MathF.Round(blue / sum));
        return true;
    }

    /// <summary>The source pixels under each target pixel, in integer units: source pixel i extends from i · target to (i + 1) ·
    /// target.</summary>
    static Footprint[] Footprints(int source, int target) => [.. Enumerable.Range(0, target).Select(t =>
    {
        var (start, end) = ((long)t * source, (long)(t + 1) * source);
        var (first, last) = ((int)(start / target), (int)((end - 1) / target));
        return new Footprint(first, last, Math.Min(end, (first + 1L) * target) - start, end - Math.Max(start, (long)last * target), target);
    })];

    static (int First, int Second, float Share)[] Neighbors(int source, int target) => [.. Enumerable.Range(0, target).Select(t =>
    {
        var place = Math.Clamp((t + .5) * source / target - .5, 0, source - 1);
        var first = (int)place;
        return (first, Math.Min(first + 1, source - 1), (float)(place - first));
    })];

    readonly record struct Footprint(int First, int Last, float FirstWeight, float LastWeight, float Weight)
    {
        public float WeightOf(int pixel) => pixel == First ? FirstWeight : pixel == Last ? LastWeight : Weight;
    }
}
