namespace PConv.MLNet.Networks;

/// <summary>
/// Moves a fill towards the thin plate through the known colors around its holes: u + <see cref="Share"/> · e, where K (u + e) = 0 in the
/// holes. A network predicts the inside of a hole well; a plate continues the border smoothly. Their errors are complementary.
/// </summary>
/// <remarks>
/// K is the operator of <see cref="SplineInTension"/> with very low tension. K e = −K u is solved in one pass down a pyramid, like a
/// multigrid cycle without the way up (Briggs, Henson and McCormick, A Multigrid Tutorial, 2000). The steps of a level, e ← e + τᵢ (r − K
/// e), reduce the rough part of the residual r. The remainder is averaged over 2 × 2 pixels, multiplied by 16 (the doubled pixel distance
/// to the fourth power) and passed to the next level, in cells entirely in holes. The e of all levels are enlarged bilinearly and summed.
/// Beyond the image, u repeats its border values and e is 0.
/// </remarks>
static class ThinPlateRefinement
{
    /// <summary>Factor of e. Results hardly differ between .15 and .3.</summary>
    public const double Share = .25;

    /// <summary>Number of pyramid levels, including the full size.</summary>
    public const int Levels = 4;

    /// <summary>Factor of the residual from one level to the next.</summary>
    public const double Scale = 16;

    const double Tension = .03; // at full size

    /// <summary>K of a level as a convolution kernel, float [5, 5]. The pixel distance doubles per level, so the tension
    /// quadruples.</summary>
    /// <param name="level">0 is the full size.</param>
    public static IReadOnlyList<float> KernelAt(int level) => SplineInTension.KernelOf(TensionAt(level));

    /// <summary>τᵢ of a level: two steps for the roughest components at full size, six below.</summary>
    /// <param name="level">0 is the full size.</param>
    public static IReadOnlyList<double> StepsAt(int level) =>
        Chebyshev.Steps(level == 0 ? 2 : 6, level == 0 ? .6 : .2, 2 * (2 + TensionAt(level)));

    static double TensionAt(int level) => Tension * (1 << 2 * level);
}
