using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes with patches, starting from a network's fill at the coarsest size. That fill also guides which patches are
/// chosen.</summary>
/// <param name="options">Search and vote options.</param>
/// <param name="scale">Factor for all lengths.</param>
/// <param name="threads">Parallelism and cancellation.</param>
sealed class GuidedPatches(NaturalOptions options, double scale, ParallelOptions threads)
{
    /// <summary>Minimum number of known patches per level; with fewer, all holes would look alike. The pyramid stops before such a
    /// level.</summary>
    const int FewestSources = 200;

    /// <summary>Returns a new image with known pixels unchanged and holes filled from patches, and the texture around the holes. Returns
    /// null if no patch is entirely known.</summary>
    /// <param name="filled">The network's fill.</param>
    /// <param name="mask">The mask, of the same size.</param>
    /// <param name="patchSize">Side of a patch in pixels, odd; reduced if no patch of this size is entirely known.</param>
    public (RgbImage Image, CoarseTexture Texture)? Fill(RgbImage filled, Mask mask, int patchSize)
    {
        using var pyramid = new PatchPyramid(filled, mask, options.TextureWeight);
        if (PatchFill.LargestPatch(pyramid[0], PatchMatchOptions.Textured with { PatchSize = patchSize }) is not { } size)
        {
            return null;
        }

        pyramid.Build(size, Math.Min(options.Step, size / 2), FewestSources);
        var fills = Halvings(filled, pyramid.Count);
        pyramid[^1].DiffuseTexture(threads.CancellationToken);
        var texture = new CoarseTexture(pyramid[^1], 1 << (pyramid.Count - 1));
        pyramid[^1].Take(fills[^1]);
        for (var n = pyramid.Count - 1; n >= 0; n--)
        {
            Fill(pyramid.Fields[n], n < pyramid.Count - 1 ? pyramid.Fields[n + 1] : null, n, fills[n]);
        }

        return (pyramid[0].OnTopOf(filled), texture);
    }

    /// <summary>Alternates search and vote on one level.</summary>
    void Fill(PatchField field, PatchField? coarse, int level, RgbImage filled)
    {
        using var guide = new PatchGuide(field, filled, options.GuideWeight, options.GuideFalloff * scale / (1 << level));
        using var search = new PatchSearch(field, unchecked(options.Seed * 31 + level), threads, guide);
        using var vote = new PatchVote(field, options.Confidence, threads);
        search.Start(coarse);
        for (var i = 1; i < options.Votes[Math.Min(level, options.Votes.Length - 1)]; i++)
        {
            vote.Paint();
            search.Run(options.Passes);
        }

        vote.Paint(level == 0 ? options.Sharpness : 1);
    }

    /// <summary>Downsamples the image to the sizes of a pyramid; each pixel is the mean of four.</summary>
    List<RgbImage> Halvings(RgbImage image, int count)
    {
        List<RgbImage> all = [image];
        while (all.Count < count)
        {
            all.Add(Halve(all[^1]));
        }

        return all;
    }

    RgbImage Halve(RgbImage image)
    {
        var half = new RgbImage((image.Width + 1) / 2, (image.Height + 1) / 2);
        var row = RgbImage.Channels * image.Width;
        Parallel.For(0, half.Height, threads, y =>
        {
            ReadOnlySpan<byte> upper = image.Pixels.AsSpan(2 * y * row, row);
            ReadOnlySpan<byte> lower = image.Pixels.AsSpan(Math.Min(2 * y + 1, image.Height - 1) * row, row);
            var to = half.Pixels.AsSpan(RgbImage.Channels * half.Width * y, RgbImage.Channels * half.Width);
            for (var x = 0; x < half.Width; x++)
            {
                var (left, right) = (RgbImage.Channels * 2 * x, RgbImage.Channels * Math.Min(2 * x + 1, image.Width - 1));
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    to[RgbImage.Channels * x + c] =
                        (byte)((upper[left + c] + upper[right + c] + lower[left + c] + lower[right + c] + 2) / 4);
                }
            }
        });
        return half;
    }
}
