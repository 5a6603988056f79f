using System.Globalization;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace PConv.MLNet.Evaluation;

/// <summary>Fréchet distance between the features of two sets of images, seen as Gaussians: FID where the features are Inception's (Heusel et al., NeurIPS 2017).</summary>
public static class FrechetDistance
{
    /// <summary>The fewest images from which a distance says something: Heusel et al. recommend 10,000, since the estimate's bias depends on the number (README of their TTUR).</summary>
    public const int MinImages = 10_000;

    /// <summary>‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½) (Heusel et al. 2017, eq. (6)). 0 = equal. Takes O(D³): minutes at D = 2,048.</summary>
    /// <param name="first">Features of one set.</param>
    /// <param name="second">Features of the other, by the same network.</param>
    /// <param name="force">Whether to answer below <see cref="MinImages"/> as well; at least 2 are needed.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    /// <exception cref="InvalidOperationException">There are too few images.</exception>
    public static double Between(FeatureStatistics first, FeatureStatistics second, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Dimensions != second.Dimensions)
        {
            throw new ArgumentException($"Features of {first.Dimensions} and {second.Dimensions} dimensions cannot be compared. Take both from one network.");
        }

        if (Refusal(Math.Min(first.Count, second.Count), force) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        var (one, two) = (Covariance(first), Covariance(second));
        var means = first.Mean.Zip(second.Mean, (a, b) => (a - b) * (a - b)).Sum();
        return Math.Max(0, means + one.Trace() + two.Trace() - 2 * RootTrace(one, two)); // eq. (6)
    }

    /// <summary>Why so many images are too few; null if they are enough.</summary>
    internal static string? Refusal(int images, bool force) => (images, force) switch
    {
        ( < 2, _) => $"A Fréchet distance needs at least 2 images, got {images}. Take more pictures.",
        ( < MinImages, false) => string.Create(CultureInfo.InvariantCulture, $"A Fréchet distance over {images:N0} images would say more about their number than about what filled them: {MinImages:N0} are needed. Take more pictures, or force it and compare it with no other set's."),
        _ => null,
    };

    /// <summary>tr((Σ₁ Σ₂)^½): the eigenvalues of Σ₁Σ₂ are those of Σ₁^½ Σ₂ Σ₁^½, which is symmetric, so that no rounding makes them complex.</summary>
    static double RootTrace(Matrix<double> one, Matrix<double> two)
    {
        try
        {
            var parts = one.Evd(Symmetricity.Symmetric);
            var root = parts.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(parts.EigenValues.Map(Root)) * parts.EigenVectors.Transpose();
            return (root * two * root).Evd(Symmetricity.Symmetric).EigenValues.Sum(Root);
        }
        catch (NonConvergenceException e)
        {
            throw new InvalidOperationException("The eigenvalues of the features' covariance do not converge. Check that all features are finite and of moderate size.", e);
        }

        static double Root(System.Numerics.Complex value) => Math.Sqrt(Math.Max(0, value.Real)); // below 0 by rounding alone
    }

    static Matrix<double> Covariance(FeatureStatistics statistics) =>
        Matrix<double>.Build.Dense(statistics.Dimensions, statistics.Dimensions, statistics.Covariance);
}
