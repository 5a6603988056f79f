using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes with texture from elsewhere in the image (PatchMatch): patches that touch a hole are matched to entirely known
/// ones.</summary>
/// <remarks>
/// Alternates search and vote from coarse to fine. The search finds the most similar entirely known patch for each patch that touches a
/// hole (Barnes, Shechtman, Finkelstein, Goldman: "PatchMatch", SIGGRAPH 2009). The vote sets each hole pixel to the mean of the matched
/// patches, weighted by similarity and by nearness to the rim (Wexler, Shechtman, Irani: "Space-Time Completion of Video", PAMI 2007). The
/// coarsest level starts from <see cref="HarmonicInpainter"/>. The squared error of synthesized texture is twice the texture's variance,
/// that of a smooth fill once: texture looks better, a smooth fill has the higher PSNR. To balance the two,
/// <see cref="PatchMatchOptions.MaxLoss"/> gives H + s_c · G(P − H) + s_f · (P − H − G(P − H)), where P is the patches' fill, H the
/// harmonic one and G a binomial low-pass filter with σ = 1. The weights s_c and s_f are found by filling holes of the same shapes
/// elsewhere in the image, where the truth is known; this doubles the run time. The cost of search and vote is proportional to the hole
/// area.
/// </remarks>
/// <param name="options">How to search and paint; the defaults if null.</param>
/// <exception cref="ArgumentException">An option is out of its range.</exception>
sealed class PatchMatchInpainter(PatchMatchOptions? options = null) : IInpainter
{
    /// <summary>Minimum number of known patches per level; with fewer, all holes would look alike. The pyramid stops before such a
    /// level.</summary>
    const int FewestSources = 200;

    readonly PatchMatchOptions options = Checked(options ?? new());

    /// <summary>Fills the holes; known pixels stay bit-identical. The fill is harmonic if no 3×3 patch is entirely known, and mid-gray if
    /// no pixel is known.</summary>
    /// <exception cref="ArgumentException">The mask and the image differ in size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        if (mask.HoleCount == 0)
        {
            return image.Clone();
        }

        using var pyramid = new PatchPyramid(image, mask, options.TextureWeight);
        if (PatchFill.LargestPatch(pyramid[0], options) is not { } size)
        {
            return new HarmonicInpainter().Inpaint(image, mask, cancel);
        }

        var cores = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        pyramid.Build(size, step: 1, FewestSources);
        new PatchFill(options, new() { CancellationToken = cancel, MaxDegreeOfParallelism = cores }).Run(pyramid);
        if (options.MaxLoss is not { } loss)
        {
            return pyramid[0].OnTopOf(image);
        }

        var shares = PatchShares.Measure(image, mask, loss, new PatchMatchInpainter(options with { MaxLoss = null }), cancel);
        var harmonic = new HarmonicInpainter().Inpaint(image, mask, cancel);
        return PatchBlend.Blend(pyramid[0], harmonic, shares, cancel);
    }

    static PatchMatchOptions Checked(PatchMatchOptions options)
    {
        options.Validate();
        return options;
    }
}
