namespace PConv.MLNet.Networks;

/// <summary>
/// A fill drawn towards the thin plate that the known colors round its holes bend: u + <see cref="Share"/> · e, where K (u + e) = 0 in the
/// holes. A network guesses what is likely far inside; a plate goes on just as the border does. Each errs where the other does not.
/// </summary>
/// <remarks>
/// K is the operator of <see cref="SplineInTension"/>, nearly without tension. K e = −K u is solved once down a pyramid, as a multigrid
/// cycle without its way back (Briggs, Henson and McCormick, A Multigrid Tutorial, 2000): a level's steps reduce what of the residual r is
/// rough there, e ← e + τᵢ (r − K e), and what is left, averaged over 2 × 2 pixels and times 16 for the doubled distance of pixels to the
/// fourth power, is the next level's, in cells that lie wholly in holes. Enlarged bilinearly the levels' e add up. Beyond the image u goes
/// on as at its border, e is 0.
/// </remarks>
static class ThinPlateRefinement
{
    /// <summary>What of e is added. Between .15 and .3 it hardly matters.</summary>
    public const double Share = .25;

    /// <summary>Levels of the pyramid, the full size among them.</summary>
    public const int Levels = 4;

    /// <summary>What a residual is multiplied by from one level to the next.</summary>
    public const double Scale = 16;

    const double Tension = .03; // at full size

    /// <summary>K of a level as a window, float [5, 5]: the distance of pixels doubles, so the tension quadruples.</summary>
    /// <param name="level">0 is the full size.</param>
    public static IReadOnlyList<float> KernelAt(int level) => SplineInTension.KernelOf(TensionAt(level));

    /// <summary>τᵢ of a level: two for what is roughest at full size, six below.</summary>
    /// <param name="level">0 is the full size.</param>
    public static IReadOnlyList<double> StepsAt(int level) =>
        Chebyshev.Steps(level == 0 ? 2 : 6, level == 0 ? .6 : .2, 2 * (2 + TensionAt(level)));

    static double TensionAt(int level) => Tension * (1 << 2 * level);
}
