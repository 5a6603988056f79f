namespace PConv.MLNet.Networks;

/// <summary>
/// Relaxation of unknown colors towards a spline in tension, between a membrane (harmonic) and a thin plate (biharmonic): Δ²u − T Δu = 0
/// (Smith and Wessel, Gridding with continuous curvature splines in tension, Geophysics 55, 1990).
/// </summary>
/// <remarks>
/// With A the mean of the four neighbors, K = (I − A)² + t (I − A) is the discrete operator. Step i of a level adds −τᵢ K u where the color
/// is unknown. The τᵢ are Chebyshev step lengths for K's eigenvalues from <see cref="Lowest"/> up; smoother components are solved on
/// coarser levels.
/// </remarks>
static class SplineInTension
{
    /// <summary>t: weight of the membrane against the plate. Between 0.1 and 0.3 the fills of photographs hardly differ.</summary>
    public const double Tension = .25;

    /// <summary>The smallest eigenvalue of K that a level damps; the largest is 2 (2 + t).</summary>
    public const double Lowest = .1;

    /// <summary>Steps per level.</summary>
    public const int StepsPerLevel = 4;

    /// <summary>Reach of <see cref="Kernel"/> from its center.</summary>
    public const int Reach = 2;

    /// <summary>Side of <see cref="Kernel"/>.</summary>
    public const int Side = 2 * Reach + 1;

    /// <summary>K as a convolution kernel, float [5, 5].</summary>
    public static IReadOnlyList<float> Kernel { get; } = KernelOf(Tension);

    /// <summary>τᵢ: the steps per level.</summary>
    public static IReadOnlyList<double> Steps { get; } = Chebyshev.Steps(StepsPerLevel, Lowest, 2 * (2 + Tension));

    /// <summary>K for another tension, float [5, 5].</summary>
    internal static float[] KernelOf(double tension)
    {
        var window = new float[Side * Side];
        for (var y = -Reach; y <= Reach; y++)
        {
            for (var x = -Reach; x <= Reach; x++)
            {
                var (a, b) = (Math.Max(Math.Abs(x), Math.Abs(y)), Math.Min(Math.Abs(x), Math.Abs(y)));
                window[(y + Reach) * Side + x + Reach] = (float)((a, b) switch
                {
                    (0, 0) => 1.25 + tension, // 1 + 4 / 16 of (I − A)², 1 of I − A
                    (1, 0) => -.5 - tension / 4,
                    (1, 1) => 2 / 16.0,
                    (2, 0) => 1 / 16.0,
                    _ => 0,
                });
            }
        }

        return window;
    }
}
