using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Turns a network's fill, which minimizes error but looks blurry, into a natural-looking one, region by region.</summary>
/// <remarks>
/// Patches from the known surroundings fill the holes, guided by the network (<see cref="GuidedPatches"/>). Near the rim they take over the
/// network's low frequencies (<see cref="FrequencyMix"/>), which continue the structures at the rim.
/// </remarks>
/// <param name="options">Search and mix options.</param>
/// <param name="threads">Threads per call; 0 for one per core. The result does not depend on it.</param>
sealed class NaturalFill(NaturalOptions options, int threads)
{
    /// <summary>Minimum margin in pixels around holes that is searched for patches; deeper holes use their depth.</summary>
    const int Surroundings = 96;

    /// <summary>Holes closer than this many pixels form one region.</summary>
    const int Reach = 32;

    readonly int threads = threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>Replaces the holes of a network's fill.</summary>
    /// <param name="filled">Known pixels, with the network's fill in the holes. Updated in place.</param>
    /// <param name="mask">The mask, of the same size.</param>
    /// <param name="cancel">Cancels the work.</param>
    public void Apply(RgbImage filled, Mask mask, CancellationToken cancel)
    {
        var scale = options.ScaleFor(filled.Width, filled.Height);
        var bounds = mask.HoleBounds();
        var result = ImageWindow.Cut(filled, bounds); // regions see each other's network fill, in whatever order they come
        foreach (var region in HoleRegion.Find(mask, Reach))
        {
            var holes = ImageWindow.BoxOf(region, filled.Size);
            var around = Math.Max(Surroundings, Math.Min(holes.Width, holes.Height) / 2);
            Apply(filled, mask, result, bounds, holes, holes.Inflate(around, filled.Size), region, scale, new()
            {
                CancellationToken = cancel,
                MaxDegreeOfParallelism = threads,
            });
        }

        ImageWindow.Paste(result, bounds, filled, i => mask.Valid[i] == 0);
    }

    void Apply(RgbImage fill, Mask mask, RgbImage result, PixelBox bounds, PixelBox holes, PixelBox window, HoleRegion region, double scale,
        ParallelOptions threads)
    {
        threads.CancellationToken.ThrowIfCancellationRequested();
        var (network, valid) = (ImageWindow.Cut(fill, window), ImageWindow.Cut(mask, window));
        var ridge = HoleRidge.Create(valid);
        var size = ridge.Deepest <= options.ShallowDepth * scale ? options.ShallowPatch : options.DeepPatch;
        if (new GuidedPatches(options, scale, threads).Fill(network, valid, size) is not var (patches, texture))
        {
            return; // no texture is known
        }

        new FrequencyMix(options, scale, threads).Apply(patches, network, ridge, texture);
        for (var y = holes.Top; y < holes.Bottom; y++)
        {
            for (var x = holes.Left; x < holes.Right; x++)
            {
                if (!mask[x, y] && region.Owns(x, y))
                {
                    patches.Pixels.AsSpan(RgbImage.Channels * ((y - window.Top) * window.Width + x - window.Left), RgbImage.Channels)
                        .CopyTo(result.Pixels.AsSpan(RgbImage.Channels * ((y - bounds.Top) * bounds.Width + x - bounds.Left)));
                }
            }
        }
    }

    /// <summary>Takes deep in holes the patches in place of what a network made of them. Changes the refined image.</summary>
    /// <param name="refined">What the refining network gave.</param>
    /// <param name="patches">What it was given, in a box round the holes.</param>
    /// <param name="bounds">The box.</param>
    /// <param name="mask">Of the refined image's size.</param>
    public void FadeIntoPatches(RgbImage refined, RgbImage patches, PixelBox bounds, Mask mask)
    {
        var scale = (float)options.ScaleFor(mask.Width, mask.Height);
        var (most, falloff) = ((float)options.RefinedDepth * scale, (float)options.RefinedFalloff * scale);
        foreach (var region in HoleRegion.Find(mask, Reach))
        {
            var window = ImageWindow.BoxOf(region, refined.Size).Inflate(1, refined.Size);
            var hole = HoleRidge.DepthsOf(ImageWindow.Cut(mask, window));
            foreach (var i in hole.Holes)
            {
                var (x, y) = (window.Left + i % window.Width, window.Top + i / window.Width);
                if (hole.Depth[i] > most && region.Owns(x, y))
                {
                    var share = MathF.Exp((most - hole.Depth[i]) / falloff);
                    var patch = patches.Pixels.AsSpan(RgbImage.Channels * ((y - bounds.Top) * bounds.Width + x - bounds.Left));
                    var pixel = refined.Pixels.AsSpan(RgbImage.Channels * (y * refined.Width + x), RgbImage.Channels);
                    for (var c = 0; c < pixel.Length; c++)
                    {
                        pixel[c] = (byte)MathF.Round(patch[c] + share * (pixel[c] - patch[c]));
                    }
                }
            }
        }
    }
}
