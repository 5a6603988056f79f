namespace PConv.MLNet.Evaluation;

/// <summary>95 % confidence intervals of a proportion.</summary>
static class ShareInterval
{
    const double Z = 1.959963984540054; // the standard normal's 97.5 % quantile

    /// <summary>Interval for independent outcomes (Wilson 1927); NaN without outcomes.</summary>
    public static Interval Wilson(int successes, int trials)
    {
        var (p, n) = ((double)successes / trials, (double)trials);
        var center = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new(successes == 0 && trials > 0 ? 0 : center - half, successes == trials && trials > 0 ? 1 : center + half);
    }

    /// <summary>Interval for outcomes that are correlated by person and by image: both are resampled independently (the pigeonhole
    /// bootstrap, Owen 2007).</summary>
    /// <param name="outcomes">Zero-based indexes of person and image, and whether the outcome is a success.</param>
    /// <param name="seed">Seed of the resamples.</param>
    /// <returns>The interval; NaN if there are fewer than two people and fewer than two images.</returns>
    public static Interval Clustered(IReadOnlyList<(int Person, int Image, bool Success)> outcomes, int seed)
    {
        var (people, images) =
            (outcomes.Select(o => o.Person).DefaultIfEmpty(-1).Max() + 1, outcomes.Select(o => o.Image).DefaultIfEmpty(-1).Max() + 1);
        if (people < 2 && images < 2)
        {
            return new(double.NaN, double.NaN);
        }

        var random = new Random(seed);
        var shares = new List<double>(Bootstrap.Resamples);
        for (var r = 0; r < Bootstrap.Resamples; r++)
        {
            var (ofPerson, ofImage) = (Draws(people, random), Draws(images, random));
            var (successes, all) = (0L, 0L);
            foreach (var (person, image, success) in outcomes)
            {
                var weight = (long)ofPerson[person] * ofImage[image];
                all += weight;
                successes += success ? weight : 0;
            }

            if (all > 0) // 0 if the drawn people did not see the drawn images
            {
                shares.Add((double)successes / all);
            }
        }

        double[] sorted = [.. shares.Order()];
        return new(Bootstrap.Quantile(sorted, (1 - Bootstrap.Level) / 2), Bootstrap.Quantile(sorted, (1 + Bootstrap.Level) / 2));
    }

    /// <summary>Counts how often each item is drawn, with replacement. A single item is drawn once, because its spread is
    /// unknown.</summary>
    static int[] Draws(int count, Random random)
    {
        var draws = new int[count];
        for (var i = 0; i < count; i++)
        {
            draws[random.Next(count)]++;
        }

        return draws;
    }
}
