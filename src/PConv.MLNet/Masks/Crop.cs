using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>A square of an image, scaled to a given size and optionally mirrored; applies equally to an image and its mask.</summary>
/// <param name="Left">First column of the square.</param>
/// <param name="Top">First row of the square.</param>
/// <param name="Side">Side of the square in pixels.</param>
/// <param name="Size">Side of the result in pixels.</param>
/// <param name="Flip">Whether the result is mirrored horizontally.</param>
public readonly record struct Crop(int Left, int Top, int Side, int Size, bool Flip)
{
    /// <summary>The largest centered square of an image; if the remainder is odd, the smaller half is at the left or top.</summary>
    /// <param name="image">Size of the image.</param>
    /// <param name="size">Side of the result in pixels.</param>
    public static Crop Center(ImageSize image, int size)
    {
        var side = Math.Min(image.Width, image.Height);
        return new((image.Width - side) / 2, (image.Height - side) / 2, side, size, Flip: false);
    }

    /// <summary>Crops the largest centered square of an image and scales it.</summary>
    public static RgbImage ApplyCenter(RgbImage image, int size)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Center(image.Size, size).Apply(image);
    }

    /// <summary>A random square, with a side of one to <paramref name="maxScale"/> times the size if the image is large enough; mirrored in
    /// half of the cases.</summary>
    /// <param name="image">Size of the image.</param>
    /// <param name="size">Side of the result in pixels.</param>
    /// <param name="random">Determines position, scale and mirroring.</param>
    /// <param name="maxScale">Largest side as a multiple of <paramref name="size"/>, at least 1.</param>
    public static Crop Draw(ImageSize image, int size, Random random, double maxScale = 2)
    {
        var largest = (int)Math.Min(maxScale * size, Math.Min(image.Width, image.Height));
        var side = random.Next(Math.Min(size, largest), largest + 1);
        var left = random.Next(image.Width - side + 1);
        var top = random.Next(image.Height - side + 1);
        return new(left, top, side, size, Flip: random.Next(2) == 1);
    }

    /// <summary>Crops a random square of an image.</summary>
    public static RgbImage Random(RgbImage image, int size, Random random) => Draw(image.Size, size, random).Apply(image);

    /// <summary>Crops the square of an image and scales it by area averaging.</summary>
    public RgbImage Apply(RgbImage image)
    {
        var result = new RgbImage(Size, Size);
        var weights = Overlaps(Side, Size);
        var row = new float[RgbImage.Channels * Size];
        for (var y = 0; y < Size; y++)
        {
            Array.Clear(row);
            foreach (var (sourceY, weightY) in weights[y])
            {
                for (var x = 0; x < Size; x++)
                {
                    foreach (var (sourceX, weightX) in weights[x])
                    {
                        var from = RgbImage.Channels * ((Top + sourceY) * image.Width + Left + sourceX);
                        var weight = weightX * weightY;
                        row[3 * x] += weight * image.Pixels[from];
                        row[3 * x + 1] += weight * image.Pixels[from + 1];
                        row[3 * x + 2] += weight * image.Pixels[from + 2];
                    }
                }
            }

            for (var x = 0; x < Size; x++)
            {
                var to = RgbImage.Channels * (y * Size + Mirrored(x));
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    result.Pixels[to + c] = (byte)(row[RgbImage.Channels * x + c] + .5f);
                }
            }
        }

        return result;
    }

    /// <summary>Crops the square of a mask and scales it by nearest neighbor.</summary>
    public Mask Apply(Mask mask)
    {
        var holes = new bool[Size * Size];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = !mask[Left + Nearest(Mirrored(i % Size)), Top + Nearest(i / Size)];
        }

        return Mask.FromHoles(Size, Size, holes);
    }

    int Mirrored(int x) => Flip ? Size - 1 - x : x;

    /// <summary>The source pixel at the center of a target pixel: ⌊(target + ½) · Side / Size⌋.</summary>
    int Nearest(int target) => (int)((2L * target + 1) * Side / (2 * Size));

    /// <summary>For each target pixel, the source pixels its interval covers and their weights, which sum to 1.</summary>
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
