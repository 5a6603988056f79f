namespace PConv.MLNet.Evaluation;

/// <summary>95 % confidence intervals of a share.</summary>
static class ShareInterval
{
    const double Z = 1.959963984540054; // the standard normal's 97.5 % quantile

    /// <summary>Of independent outcomes (Wilson 1927); NaN without one.</summary>
    public static Interval Wilson(int successes, int trials)
    {
        var (p, n) = ((double)successes / trials, (double)trials);
        var center = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new(successes == 0 && trials > 0 ? 0 : center - half, successes == trials && trials > 0 ? 1 : center + half);
    }

    /// <summary>Of outcomes that hang together by the person who gives them and by the image they are of: both are resampled, apart from
    /// each other (the pigeonhole bootstrap, Owen 2007).</summary>
    /// <param name="outcomes">Numbers of person and image from 0, and whether it is a success.</param>
    /// <param name="seed">Chooses the resamples.</param>
    /// <returns>NaN where there are fewer than two people and fewer than two images.</returns>
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

            if (all > 0) // a person who saw other images than those drawn has no answer
            {
                shares.Add((double)successes / all);
            }
        }

        double[] sorted = [.. shares.Order()];
        return new(Bootstrap.Quantile(sorted, (1 - Bootstrap.Level) / 2), Bootstrap.Quantile(sorted, (1 + Bootstrap.Level) / 2));
    }

    /// <summary>How often each is drawn, with replacement. A single one stands for itself: of it nothing can be said beyond it.</summary>
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
