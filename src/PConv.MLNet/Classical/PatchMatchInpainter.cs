using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes with texture from elsewhere in the image: patches that touch a hole take after wholly known ones
/// (PatchMatch).</summary>
/// <remarks>
/// From coarse to fine, search and vote by turns: the search finds the most similar wholly known patch for each one that touches a hole
/// (Barnes, Shechtman, Finkelstein, Goldman: "PatchMatch", SIGGRAPH 2009), the vote paints each hole pixel as the mean of what those
/// show there, weighted by similarity and by nearness to the rim (Wexler, Shechtman, Irani: "Space-Time Completion of Video",
/// PAMI 2007). The coarsest level starts from <see cref="HarmonicInpainter"/>.
/// Invented texture differs from the true one by twice the texture's variance, a smooth fill by once: the eye prefers the texture,
/// PSNR the smooth fill. Where that counts, <see cref="PatchMatchOptions.MaxLoss"/> gives H + s_c · G(P − H) + s_f · (P − H − G(P − H)):
/// P is the patches' fill, H the harmonic one, G a binomial low-pass of σ = 1, and the shares s_c and s_f are found by filling holes of
/// the same shapes elsewhere in the image, where the truth is known, which takes as long again.
/// Search and vote take work in proportion to the holes.
/// </remarks>
/// <param name="options">How to search and paint; the defaults if null.</param>
/// <exception cref="ArgumentException">An option is out of its range.</exception>
sealed class PatchMatchInpainter(PatchMatchOptions? options = null) : IInpainter
{
    /// <summary>With fewer known patches to choose from, all holes would look alike: the pyramid ends above such a level.</summary>
    const int FewestSources = 200;

    readonly PatchMatchOptions options = Checked(options ?? new());

    /// <summary>Known pixels bit by bit, holes filled. Without a wholly known 3×3 patch the fill is harmonic; without a known pixel it is
    /// mid-gray.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the image.</exception>
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
