using System.Buffers;
using PConv.MLNet.Images;

namespace PConv.MLNet.Classical;

/// <summary>Cost term from a network's fill: a source costs more if the mean color of its surroundings differs from that of the
/// target's.</summary>
/// <remarks>λ · Size² · e^(−d/falloff) · |B(target) − B(source)|², where B is the mean over a window the size of a patch and d the target's
/// depth.</remarks>
sealed class PatchGuide : IDisposable
{
    readonly byte[] means; // byte [H, W, 4], R, G, B, 0
    readonly float[] weights; // one per target

    /// <param name="field">The patches of one level.</param>
    /// <param name="filled">The network's fill at the level's size.</param>
    /// <param name="weight">λ.</param>
    /// <param name="falloff">Falloff length in pixels of the level.</param>
    public PatchGuide(PatchField field, RgbImage filled, double weight, double falloff)
    {
        means = ArrayPool<byte>.Shared.Rent(PatchLevel.Stride * filled.Size.Area);
        WriteMeans(filled, field.Radius);
        weights = ArrayPool<float>.Shared.Rent(field.Count);
        var ofDepth = new float[HoleDepth.Most + 1];
        for (var d = 0; d < ofDepth.Length; d++)
        {
            ofDepth[d] = (float)(weight * field.Size * field.Size * Math.Exp(-d / falloff));
        }

        for (var k = 0; k < field.Count; k++)
        {
            weights[k] = ofDepth[field.Depths[field.Targets[k]]];
        }
    }

    /// <summary>Cost of a source in addition to the patch distance.</summary>
    /// <param name="k">Index of the target.</param>
    /// <param name="target">Index of the target's center pixel.</param>
    /// <param name="source">Index of the source's center pixel.</param>
    public int Penalty(int k, int target, int source)
    {
        var a = means.AsSpan(PatchLevel.Stride * target, RgbImage.Channels);
        var b = means.AsSpan(PatchLevel.Stride * source, RgbImage.Channels);
        var (red, green, blue) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
        return (int)(weights[k] * (red * red + green * green + blue * blue));
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(means);
        ArrayPool<float>.Shared.Return(weights);
    }

    /// <summary>Computes window means by running sums, over pixels inside the image.</summary>
    void WriteMeans(RgbImage image, int radius)
    {
        var columns = new int[RgbImage.Channels * image.Width];
        for (var y = 0; y < radius; y++)
        {
            AddRow(image, y, 1, columns);
        }

        Span<int> sums = stackalloc int[RgbImage.Channels];
        for (var y = 0; y < image.Height; y++)
        {
            AddRow(image, y + radius, 1, columns);
            AddRow(image, y - radius - 1, -1, columns);
            var rows = Math.Min(image.Height - 1, y + radius) - Math.Max(0, y - radius) + 1;
            sums.Clear();
            for (var x = -radius; x < image.Width; x++)
            {
                Add(columns, x + radius, image.Width, 1, sums);
                Add(columns, x - radius - 1, image.Width, -1, sums);
                if (x >= 0)
                {
                    var count = rows * (Math.Min(image.Width - 1, x + radius) - Math.Max(0, x - radius) + 1);
                    var mean = means.AsSpan(PatchLevel.Stride * (y * image.Width + x), PatchLevel.Stride);
                    for (var c = 0; c < sums.Length; c++)
                    {
                        mean[c] = (byte)((sums[c] + count / 2) / count);
                    }
                }
            }
        }
    }

    static void AddRow(RgbImage image, int y, int sign, int[] columns)
    {
        if (y < 0 || y >= image.Height)
        {
            return;
        }

        var row = image.Pixels.AsSpan(columns.Length * y, columns.Length);
        for (var i = 0; i < row.Length; i++)
        {
            columns[i] += sign * row[i];
        }
    }

    static void Add(int[] columns, int x, int width, int sign, Span<int> sums)
    {
        for (var c = 0; c < sums.Length && x >= 0 && x < width; c++)
        {
            sums[c] += sign * columns[sums.Length * x + c];
        }
    }
}
