using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Inference;

/// <summary>The perceptual distance of large images in ResNet-18's features, computed part by part.</summary>
/// <remarks>
/// Each part is computed with the whole receptive field around it, so that its features equal those of the whole image. Parts whose
/// receptive field is equal in both images have equal features and are skipped.
/// </remarks>
static class PerceptualTiles
{
    const int Side = 768; // a multiple of 32, like Reach, so that parts start at positions of all stages
    // receptive field of 281 pixels to each side, rounded up: half windows of 3, 1, 4·1, 1 + 3·1, ... times their strides
    const int Reach = 288;

    /// <summary>Equals <see cref="PerceptualDistance.ByStage"/> of the features of both images.</summary>
    /// <param name="run">Computes an image's features; stage i has 1 / 2^(i + 1) of its width and height, rounded up.</param>
    /// <param name="first">An image.</param>
    /// <param name="second">Another of the same size.</param>
    public static IReadOnlyList<double> Distances(Func<RgbImage, IDisposableReadOnlyCollection<OrtValue>> run, RgbImage first,
        RgbImage second)
    {
        var (size, sums) = (first.Size, new double[ResNet18File.Stages.Count]);
        foreach (var part in Parts(size))
        {
            var around = part.Inflate(Reach, size);
            var (a, b) = (Cut(first, around), Cut(second, around));
            if (!a.Pixels.AsSpan().SequenceEqual(b.Pixels))
            {
                using var features = run(a);
                using var others = run(b);
                Add(sums, features, others, part, around);
            }
        }

        return [.. sums.Select((sum, stage) => Math.Max(0, sum / ((double)Places(size.Width, stage) * Places(size.Height, stage))))];
    }

    static IEnumerable<PixelBox> Parts(ImageSize size) =>
        from top in Enumerable.Range(0, (size.Height - 1) / Side + 1)
        from left in Enumerable.Range(0, (size.Width - 1) / Side + 1)
        select new PixelBox(left * Side, top * Side, Side, Side).Intersect(PixelBox.Whole(size));

    static RgbImage Cut(RgbImage image, PixelBox box)
    {
        var part = new RgbImage(box.Width, box.Height);
        var bytes = RgbImage.Channels * box.Width;
        for (var y = 0; y < box.Height; y++)
        {
            image.Pixels.AsSpan(RgbImage.Channels * ((box.Top + y) * image.Width + box.Left), bytes).CopyTo(part.Pixels.AsSpan(y * bytes));
        }

        return part;
    }

    /// <summary>Adds the distances of the positions in the part.</summary>
    static void Add(double[] sums, IReadOnlyList<OrtValue> first, IReadOnlyList<OrtValue> second, PixelBox part, PixelBox around)
    {
        for (var stage = 0; stage < sums.Length; stage++)
        {
            var a = first[stage].GetTensorDataAsSpan<float>();
            var b = second[stage].GetTensorDataAsSpan<float>();
            var (row, rows) = (Places(around.Width, stage), Places(around.Height, stage));
            var (left, top) = (Places(part.Left - around.Left, stage), Places(part.Top - around.Top, stage));
            for (var y = top; y < top + Places(part.Height, stage); y++)
            {
                sums[stage] += PerceptualDistance.Sum(a, b, row * rows, y * row + left, Places(part.Width, stage));
            }
        }
    }

    /// <summary>Number of positions of a stage along a number of pixels: each stride halves it, rounded up.</summary>
    static int Places(int pixels, int stage) => (pixels + (2 << stage) - 1) >> (stage + 1);
}
