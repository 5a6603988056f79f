namespace PConv.MLNet.Networks;

/// <summary>Step lengths of an explicit relaxation that damps a range of eigenvalues.</summary>
static class Chebyshev
{
    /// <summary>The inverse roots of the Chebyshev polynomial on a range, ordered so that no step undoes much of another: largest root,
    /// smallest, next largest.</summary>
    public static double[] Steps(int count, double lowest, double highest)
    {
        var roots = Enumerable.Range(0, count)
            .Select(i => (highest + lowest + (highest - lowest) * Math.Cos(Math.PI * (2 * i + 1) / (2 * count))) / 2).ToArray(); // falling
        return [.. roots.Select((_, i) => 1 / (i % 2 == 0 ? roots[i / 2] : roots[^(i / 2 + 1)]))];
    }
}
