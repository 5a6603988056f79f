using Microsoft.ML.Data;
using PConv.MLNet;
using PConv.MLNet.Classical;

namespace Microsoft.ML;

// Methods that need no training, in ML.NET's catalog of transforms: what a network has to beat.
public static partial class InpaintingCatalog
{
    /// <summary>Fills holes with the harmonic function that interpolates their surroundings: smooth, without overshoot.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the output column: images of the input's size; known pixels are unchanged, holes are filled
    /// with the opacity of their surroundings.</param>
    /// <param name="imageColumnName">Name of the image column: images, file paths (text), encoded files (vectors of bytes) or float [3, H,
    /// W].</param>
    /// <param name="maskColumnName">Name of the mask column: masks of the images' sizes, white means hole; null treats transparent pixels
    /// of the image as holes.</param>
    public static InpaintingEstimator InpaintHarmonic(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string? maskColumnName) =>
        catalog.Inpaint(outputColumnName, imageColumnName, maskColumnName, new HarmonicOptions());

    /// <summary>Fills holes with the biharmonic function that interpolates their surroundings and gradients: smoother, and closer to
    /// photographs.</summary>
    /// <inheritdoc cref="InpaintHarmonic"/>
    public static InpaintingEstimator InpaintBiharmonic(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string? maskColumnName) =>
        catalog.Inpaint(outputColumnName, imageColumnName, maskColumnName, new BiharmonicOptions());

    /// <summary>Continues edges into holes by edge-enhancing diffusion on a pyramid: the initial fill of the built-in network, and the
    /// best of the methods without training.</summary>
    /// <inheritdoc cref="InpaintHarmonic"/>
    public static InpaintingEstimator InpaintEdgeEnhancing(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string? maskColumnName) =>
        catalog.Inpaint(outputColumnName, imageColumnName, maskColumnName, new EdgeEnhancingOptions());

    /// <summary>Fills holes from their rims inwards (Telea 2004).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the output column: images of the input's size; known pixels are unchanged, holes are filled
    /// with the opacity of their surroundings.</param>
    /// <param name="imageColumnName">Name of the image column: images, file paths (text), encoded files (vectors of bytes) or float [3, H,
    /// W].</param>
    /// <param name="maskColumnName">Name of the mask column: masks of the images' sizes, white means hole; null treats transparent pixels
    /// of the image as holes.</param>
    /// <param name="radius">Radius in pixels of the known pixels that determine a hole's value, 1 to 100.</param>
    public static InpaintingEstimator InpaintTelea(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string? maskColumnName, int radius = 5) =>
        catalog.Inpaint(outputColumnName, imageColumnName, maskColumnName, new TeleaOptions { Radius = radius });

    /// <summary>Fills holes from their rims inwards, along lines of equal brightness (Bertalmio et al. 2001).</summary>
    /// <inheritdoc cref="InpaintTelea"/>
    public static InpaintingEstimator InpaintNavierStokes(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string? maskColumnName, int radius = 5) =>
        catalog.Inpaint(outputColumnName, imageColumnName, maskColumnName, new NavierStokesOptions { Radius = radius });

    /// <summary>Fills holes with texture from elsewhere in the image (Barnes et al. 2009).</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the output column: images of the input's size; known pixels are unchanged, holes are filled
    /// with the opacity of their surroundings.</param>
    /// <param name="imageColumnName">Name of the image column: images, file paths (text), encoded files (vectors of bytes) or float [3, H,
    /// W].</param>
    /// <param name="maskColumnName">Name of the mask column: masks of the images' sizes, white means hole; null treats transparent pixels
    /// of the image as holes.</param>
    /// <param name="maxLoss">Maximum PSNR in dB, at least 0, that texture may lose against the harmonic fill; 0.2 by default, null for
    /// texture at full strength (<see cref="ClassicalMethod.PatchMatch"/>).</param>
    /// <param name="seed">Random seed, 0 by default.</param>
    public static InpaintingEstimator InpaintPatchMatch(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, string? maskColumnName, double? maxLoss = .2, int seed = 0) =>
        catalog.Inpaint(outputColumnName, imageColumnName, maskColumnName, ClassicalMethod.PatchMatch(maxLoss: maxLoss, seed: seed));

    /// <summary>Fills holes with a classical method, with all options.</summary>
    public static InpaintingEstimator InpaintClassical(this TransformsCatalog catalog, ClassicalInpaintingOptions options)
    {
        return new(options, ContextSettings.Of(catalog));
    }

    static InpaintingEstimator Inpaint(this TransformsCatalog catalog, string output, string image, string? mask,
        ClassicalMethod method) =>
        catalog.InpaintClassical(new() { OutputColumnName = output, ImageColumnName = image, MaskColumnName = mask, Method = method });
}
