namespace PConv.MLNet.Classical;

/// <summary>Numbers of <see cref="NaturalFill"/>, chosen by distance in ResNet-18 features and by looking; on which photographs, the
/// model's card says. Lengths are pixels.</summary>
sealed record NaturalOptions
{
    /// <summary>Another seed, another fill as good.</summary>
    public int Seed { get; init; }

    /// <summary>Side of a patch in holes up to <see cref="ShallowDepth"/> deep: small patches follow the network, which knows what goes
    /// through a stroke.</summary>
    public int ShallowPatch { get; init; } = 5;

    /// <summary>Side of a patch in deeper ones, where the network knows little.</summary>
    public int DeepPatch { get; init; } = 7;

    /// <summary>Depth of a hole, to the middle of its widest place, up to which it is shallow.</summary>
    public int ShallowDepth { get; init; } = 24;

    /// <summary>Pixels between targets of the search, both ways: half the side of the smallest patch, so that each pixel still lies in
    /// several.</summary>
    public int Step { get; init; } = 2;

    /// <summary>Votes of the levels from the full size down; the last one holds for all below.</summary>
    public int[] Votes { get; init; } = [4, 8, 10, 12, 16];

    /// <summary>Passes of the search between two votes.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>γ of a patch's confidence γ^−d, d pixels inside a hole.</summary>
    public double Confidence { get; init; } = 1.3;

    /// <summary>Power of the weights of the last vote.</summary>
    public double Sharpness { get; init; } = 8;

    /// <summary>Weight of texture beside color (<see cref="PatchMatchOptions.TextureWeight"/>).</summary>
    public double TextureWeight { get; init; } = 4;

    /// <summary>λ: weight of the guide, of a pixel of a patch.</summary>
    public double GuideWeight { get; init; } = 1;

    /// <summary>Depth over which the guide's weight falls to 1/e.</summary>
    public double GuideFalloff { get; init; } = 8;

    /// <summary>σ of the low-pass that tells coarse from fine.</summary>
    public double Sigma { get; init; } = 2;

    /// <summary>Depth over which the share of the network's coarse part falls to 1/e, in holes up to <see cref="MixDepth"/> deep; in deeper
    /// ones it is shorter, by the square of the depths.</summary>
    public double MixLength { get; init; } = 32;

    /// <summary>See <see cref="MixLength"/>.</summary>
    public double MixDepth { get; init; } = 16;

    /// <summary>Mean gradient of the surroundings, in levels of 255, up to which they are smooth: there the network's fill is right and
    /// patches leave seams.</summary>
    public double SmoothUpTo { get; init; } = 2;

    /// <summary>Mean gradient from which they are textured.</summary>
    public double TexturedFrom { get; init; } = 6;

    /// <summary>Depth up to which the refining network, which was trained on strokes, is followed.</summary>
    public double RefinedDepth { get; init; } = 10;

    /// <summary>Further depth over which its share falls to 1/e.</summary>
    public double RefinedFalloff { get; init; } = 6;

    /// <summary>Side of a square image at which lengths are as given; they grow with the square root of the side, at most to
    /// twice.</summary>
    public double Side { get; init; } = 256;

    /// <summary>What lengths are multiplied by in an image.</summary>
    public double ScaleFor(int width, int height) => Math.Clamp(Math.Sqrt(Math.Min(width, height) / Side), 1, 2);
}
