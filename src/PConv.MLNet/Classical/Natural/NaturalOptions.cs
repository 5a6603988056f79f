namespace PConv.MLNet.Classical;

/// <summary>Parameters of <see cref="NaturalFill"/>, chosen by distance in ResNet-18 features and by visual inspection; the model card
/// names the photographs. Lengths are in pixels.</summary>
sealed record NaturalOptions
{
    /// <summary>Random seed; any value gives a fill of equal quality.</summary>
    public int Seed { get; init; }

    /// <summary>Side of a patch in holes up to <see cref="ShallowDepth"/> deep. Small patches follow the network, which predicts structures
    /// across a stroke well.</summary>
    public int ShallowPatch { get; init; } = 5;

    /// <summary>Side of a patch in deeper holes, where the network's prediction is less reliable.</summary>
    public int DeepPatch { get; init; } = 7;

    /// <summary>Largest depth, measured at the widest place of a hole, of a shallow hole.</summary>
    public int ShallowDepth { get; init; } = 24;

    /// <summary>Distance of search targets in pixels, in both directions: half the side of the smallest patch, so that several targets
    /// cover each pixel.</summary>
    public int Step { get; init; } = 2;

    /// <summary>Number of votes per level, starting at full size; the last value holds for all further levels.</summary>
    public int[] Votes { get; init; } = [4, 8, 10, 12, 16];

    /// <summary>Search passes between two votes.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>γ of a patch's confidence γ^−d, where d is its depth in a hole in pixels.</summary>
    public double Confidence { get; init; } = 1.3;

    /// <summary>Exponent of the weights in the last vote.</summary>
    public double Sharpness { get; init; } = 8;

    /// <summary>Weight of texture relative to color (<see cref="PatchMatchOptions.TextureWeight"/>).</summary>
    public double TextureWeight { get; init; } = 4;

    /// <summary>λ: weight of the guide per pixel of a patch.</summary>
    public double GuideWeight { get; init; } = 1;

    /// <summary>Depth over which the guide's weight falls to 1/e.</summary>
    public double GuideFalloff { get; init; } = 8;

    /// <summary>σ of the low-pass filter that separates low from high frequencies.</summary>
    public double Sigma { get; init; } = 2;

    /// <summary>Depth over which the weight of the network's low frequencies falls to 1/e, in holes up to <see cref="MixDepth"/> deep. In
    /// deeper ones it is shorter, by the squared ratio of the depths.</summary>
    public double MixLength { get; init; } = 32;

    /// <summary>See <see cref="MixLength"/>.</summary>
    public double MixDepth { get; init; } = 16;

    /// <summary>Mean gradient of the surroundings, in levels of 255, up to which they count as smooth: there the network's fill is right
    /// and patches leave seams.</summary>
    public double SmoothUpTo { get; init; } = 2;

    /// <summary>Mean gradient from which the surroundings count as textured.</summary>
    public double TexturedFrom { get; init; } = 6;

    /// <summary>Depth up to which the refining network's output is used; it was trained on strokes.</summary>
    public double RefinedDepth { get; init; } = 10;

    /// <summary>Further depth over which the weight of that output falls to 1/e.</summary>
    public double RefinedFalloff { get; init; } = 6;

    /// <summary>Side of a square image for which the lengths are given. They scale with the square root of the side, at most to
    /// twice.</summary>
    public double Side { get; init; } = 256;

    /// <summary>Factor for lengths in an image.</summary>
    public double ScaleFor(int width, int height) => Math.Clamp(Math.Sqrt(Math.Min(width, height) / Side), 1, 2);
}
