namespace PConv.MLNet.Inference;

/// <summary>One output of a feature network for one image.</summary>
/// <param name="Channels">Number of channels C.</param>
/// <param name="Positions">Number of positions H′ · W′; 1 if the output is a vector.</param>
/// <param name="Values">float [C, H′ · W′], row-major.</param>
sealed record FeatureMap(int Channels, int Positions, float[] Values);
