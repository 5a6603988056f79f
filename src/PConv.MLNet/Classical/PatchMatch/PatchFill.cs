namespace PConv.MLNet.Classical;

/// <summary>Fills holes with patches by alternating search and vote.</summary>
/// <param name="options">Search and vote options.</param>
/// <param name="threads">Parallelism and cancellation.</param>
sealed class PatchFill(PatchMatchOptions options, ParallelOptions threads)
{
    /// <summary>Returns the largest side, up to the option's, for which an entirely known patch exists; null if there is none of 3 ×
    /// 3.</summary>
    public static int? LargestPatch(PatchLevel level, PatchMatchOptions options)
    {
        for (var size = options.PatchSize; size >= 3; size -= 2)
        {
            using var field = new PatchField(level, size);
            if (field.SourceCount > 0)
            {
                return size;
            }
        }

        return null;
    }

    /// <summary>Fills all levels, starting from a harmonic fill of the coarsest.</summary>
    /// <param name="pyramid">The pyramid; its hole colors are replaced.</param>
    public void Run(PatchPyramid pyramid)
    {
        pyramid[^1].DiffuseTexture(threads.CancellationToken);
        pyramid[^1].DiffuseColors(threads.CancellationToken);
        for (var n = pyramid.Count - 1; n >= 0; n--)
        {
            var coarse = n < pyramid.Count - 1 ? pyramid.Fields[n + 1] : null;
            Fill(pyramid.Fields[n], coarse, n, Math.Max(options.Iterations, options.CoarsestIterations - 4 * (pyramid.Count - 1 - n)));
        }
    }

    /// <summary>Alternates expectation (search) and maximization (vote) on one level.</summary>
    void Fill(PatchField field, PatchField? coarse, int level, int iterations)
    {
        using var search = new PatchSearch(field, unchecked(options.Seed * 31 + level), threads);
        using var vote = new PatchVote(field, options.Falloff, threads);
        search.Start(coarse);
        for (var i = 1; i < iterations; i++)
        {
            vote.Paint();
            search.Run(options.Passes);
        }

        vote.Paint(level == 0 ? options.FinalSharpness : 1);
    }
}
