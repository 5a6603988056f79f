namespace PConv.MLNet.Networks;

/// <summary>
/// How unknown colors diffuse along edges and hardly across them: ∂u/∂t = div(D ∇u) with a tensor D that follows the edges
/// (Weickert, Anisotropic Diffusion in Image Processing, 1998; for holes Galić et al., J. Math. Imaging Vis. 31, 2008).
/// </summary>
/// <remarks>
/// Colors are those of 2·I − 1, in [−1, 1]. Gradients and D live between pixels, at the middles of every four: with the differences of the
/// two rows and the two columns halved, ∇ᵀ is its own divergence, and what no four pixels surround has none. At each such middle the
/// structure tensor Σ ∇u ∇uᵀ over the channels, averaged by <see cref="Averagings"/> means over <see cref="Window"/>², has eigenvalues
/// μ₁ ≥ μ₂; with d = μ₁ − μ₂ and e₁ the direction of μ₁, across the edge, D = I − d / (λ² + d) e₁ e₁ᵀ. Of the tensor only (J₁₁ − J₂₂, 2
/// J₁₂) is needed: its length is d and half its angle that of e₁. A step subtracts τᵢ ∇ᵀ D ∇ u where the color is not known; the τᵢ are
/// Chebyshev's for eigenvalues from <see cref="Lowest"/> up to 4.
/// </remarks>
static class EdgeEnhancingDiffusion
{
    /// <summary>λ: a change of color from one pixel to the next that counts as an edge.</summary>
    public const double Contrast = .025;

    /// <summary>Side of the windows over which the structure tensor is averaged; beyond the border nothing is.</summary>
    public const int Window = 5;

    /// <summary>How often it is.</summary>
    public const int Averagings = 2;

    /// <summary>How often D is made anew on a level of the pyramid.</summary>
    public const int Tensors = 2;

    /// <summary>The smallest eigenvalue of ∇ᵀ D ∇ that the steps damp.</summary>
    public const double Lowest = .05;

    /// <summary>τᵢ: the steps with one D.</summary>
    public static IReadOnlyList<double> Steps { get; } = Chebyshev.Steps(2, Lowest, 4);
}
