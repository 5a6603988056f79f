namespace PConv.MLNet.Networks;

/// <summary>
/// Diffusion of unknown colors along edges and hardly across them: ∂u/∂t = div(D ∇u) with a tensor D that follows the edges (Weickert,
/// Anisotropic Diffusion in Image Processing, 1998; for holes Galić et al., J. Math. Imaging Vis. 31, 2008).
/// </summary>
/// <remarks>
/// Colors are 2·I − 1, in [−1, 1]. Gradients and D are defined between pixels, at the midpoint of every 2 × 2: the differences of the two
/// rows and of the two columns are averaged, so ∇ᵀ is the matching divergence; places not surrounded by four pixels contribute nothing. At
/// each midpoint, the structure tensor Σ ∇u ∇uᵀ over the channels, averaged <see cref="Averagings"/> times over <see cref="Window"/>², has
/// eigenvalues μ₁ ≥ μ₂. With d = μ₁ − μ₂ and e₁ the direction of μ₁, across the edge, D = I − d / (λ² + d) e₁ e₁ᵀ. Only (J₁₁ − J₂₂, 2 J₁₂)
/// of the tensor is needed: its length is d and half its angle is that of e₁. A step subtracts τᵢ ∇ᵀ D ∇ u where the color is unknown; the
/// τᵢ are Chebyshev step lengths for eigenvalues from <see cref="Lowest"/> to 4.
/// </remarks>
static class EdgeEnhancingDiffusion
{
    /// <summary>λ: color difference between adjacent pixels that counts as an edge.</summary>
    public const double Contrast = .025;

    /// <summary>Side of the windows over which the structure tensor is averaged; it is zero beyond the border.</summary>
    public const int Window = 5;

    /// <summary>Number of averaging passes.</summary>
    public const int Averagings = 2;

    /// <summary>Number of times D is recomputed per pyramid level.</summary>
    public const int Tensors = 2;

    /// <summary>The smallest eigenvalue of ∇ᵀ D ∇ that the steps damp.</summary>
    public const double Lowest = .05;

    /// <summary>τᵢ: the steps per D.</summary>
    public static IReadOnlyList<double> Steps { get; } = Chebyshev.Steps(2, Lowest, 4);
}
