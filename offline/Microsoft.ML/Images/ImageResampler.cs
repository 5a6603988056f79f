using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Images;

/// <summary>
/// Resizing: Fill takes the nearest pixel, the isotropic kinds average what falls into a pixel (and interpolate linearly
/// when enlarging), which is near to, not the same as, the packages' filter.
/// </summary>
static class ImageResampler
{
    public static MLImage Resize(MLImage source, int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        var pixels = new byte[width * height * 4];
        if (kind == ImageResizingEstimator.ResizingKind.Fill)
            Nearest(source, pixels, width, height);
        else
            Smooth(source, pixels, width, height, Place(source, width, height, kind == ImageResizingEstimator.ResizingKind.IsoPad, anchor));
        bool opaque = source.IsOpaque || kind != ImageResizingEstimator.ResizingKind.Fill;
        var format = kind == ImageResizingEstimator.ResizingKind.Fill ? source.PixelFormat : MLPixelFormat.Bgra32;
        return new MLImage(width, height, format, pixels, opaque) { Tag = source.Tag };
    }

    static (int X, int Y, int Width, int Height) Place(MLImage source, int width, int height, bool pad, ImageResizingEstimator.Anchor anchor)
    {
        float byWidth = (float)width / source.Width, byHeight = (float)height / source.Height;
        bool wide = byHeight < byWidth;
        float scale = wide == pad ? byHeight : byWidth;
        float spareX = wide == pad ? width - source.Width * scale : 0, spareY = wide == pad ? 0 : height - source.Height * scale;
        float shareX = pad ? 0.5f : anchor switch { ImageResizingEstimator.Anchor.Left => 0, ImageResizingEstimator.Anchor.Right => 1, _ => 0.5f };
        float shareY = pad ? 0.5f : anchor switch { ImageResizingEstimator.Anchor.Top => 0, ImageResizingEstimator.Anchor.Bottom => 1, _ => 0.5f };
        return ((int)(spareX * shareX), (int)(spareY * shareY), Math.Max(1, (int)(source.Width * scale)), Math.Max(1, (int)(source.Height * scale)));
    }

    static void Nearest(MLImage source, Span<byte> target, int width, int height)
    {
        var pixels = source.Pixels;
        for (int y = 0, to = 0; y < height; y++)
        {
            int row = (int)((y + 0.5) * source.Height / height) * source.Width;
            for (int x = 0; x < width; x++, to += 4)
                pixels.Slice((row + (int)((x + 0.5) * source.Width / width)) * 4, 4).CopyTo(target[to..]);
        }
    }

    static void Smooth(MLImage source, Span<byte> target, int width, int height, (int X, int Y, int Width, int Height) place)
    {
        var columns = Weights(source.Width, place.Width);
        var rows = Weights(source.Height, place.Height);
        var pixels = source.Pixels;
        int swap = source.PixelFormat == MLPixelFormat.Rgba32 ? 2 : 0;
        for (int y = Math.Max(0, place.Y); y < Math.Min(height, place.Y + place.Height); y++)
        {
            for (int x = Math.Max(0, place.X); x < Math.Min(width, place.X + place.Width); x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    float sum = 0;
                    var (top, vertical) = rows[y - place.Y];
                    var (left, horizontal) = columns[x - place.X];
                    for (int j = 0; j < vertical.Length; j++)
                    {
                        for (int i = 0; i < horizontal.Length; i++)
                            sum += vertical[j] * horizontal[i] * pixels[((top + j) * source.Width + left + i) * 4 + (c == 1 ? 1 : c ^ swap)];
                    }
                    target[(y * width + x) * 4 + c] = (byte)Math.Clamp(sum + 0.5f, 0, 255);
                }
                target[(y * width + x) * 4 + 3] = 255;
            }
        }
    }

    /// <summary>For each target position the first source position and the weights from there on: a triangle as wide as a target pixel, or a source one.</summary>
    static (int First, float[] Weights)[] Weights(int from, int to)
    {
        double scale = (double)from / to, radius = Math.Max(1, scale);
        return Enumerable.Range(0, to).Select(i =>
        {
            double centre = (i + 0.5) * scale - 0.5;
            int first = Math.Clamp((int)Math.Ceiling(centre - radius), 0, from - 1), last = Math.Clamp((int)Math.Floor(centre + radius), first, from - 1);
            var weights = Enumerable.Range(first, last - first + 1).Select(at => Math.Max(1e-6, 1 - Math.Abs(at - centre) / radius)).ToArray();
            double sum = weights.Sum();
            return (first, weights.Select(weight => (float)(weight / sum)).ToArray());
        }).ToArray();
    }
}
