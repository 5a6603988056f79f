namespace PConv.MLNet.Scoring;

/// <summary>One output of a feature network for one image.</summary>
/// <param name="Channels">C</param>
/// <param name="Positions">H′ · W′; 1 where the output is a vector.</param>
/// <param name="Values">float [C, H′ · W′], row-major.</param>
public sealed record FeatureMap(int Channels, int Positions, float[] Values)
{
    /// <summary>The mean over positions, double [C].</summary>
    public double[] Pool()
    {
        var means = new double[Channels];
        for (var c = 0; c < Channels; c++)
        {
            var sum = 0.0;
            foreach (var value in Values.AsSpan(c * Positions, Positions))
            {
                sum += value;
            }

            means[c] = sum / Positions;
        }

        return means;
    }
}
