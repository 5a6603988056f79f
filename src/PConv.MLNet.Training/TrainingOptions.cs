using System.Text.Json;
using PConv.MLNet.Files;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>How to train. The defaults are the paper's network and first phase.</summary>
public sealed partial record TrainingOptions
{
    /// <summary>The network; the paper's table by default.</summary>
    public UNetSpec Network { get; init; } = UNetSpec.Paper;

    /// <summary>Optimizer steps, 100,000 by default.</summary>
    public int Steps { get; init; } = 100_000;

    /// <summary>Crops a step, 6 by default; of each rank where several train together, so that N ranks learn from N times as
    /// many.</summary>
    public int BatchSize { get; init; } = 6;

    /// <summary>Side of the crops in pixels, 512 by default; a multiple of the network's.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Side of the crops from <see cref="FinalFrom"/> on; as <see cref="Size"/> if null.</summary>
    public int? FinalSize { get; init; }

    /// <summary>Share of the steps after which <see cref="FinalSize"/> holds, 0.8 by default.</summary>
    public double FinalFrom { get; init; } = .8;

    /// <summary>Adam's learning rate, 2e-4 by default.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Whether the rate falls to zero along a cosine; constant by default, as in the paper.</summary>
    public bool CosineDecay { get; init; }

    /// <summary>Steps over which the rate rises from zero, 0 by default.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>
    /// Steps of the second phase, the last ones of <see cref="Steps"/>, 0 by default: there the encoder's batch normalization is frozen
    /// and the rate is <see cref="FineTuneLearningRate"/> (Liu et al. 2018, section 4).
    /// </summary>
    public int FineTuneSteps { get; init; }

    /// <summary>Adam's learning rate in the second phase, 5e-5 by default, as in the paper.</summary>
    public double FineTuneLearningRate { get; init; } = 5e-5;

    /// <summary>
    /// Parts into which the crops of a step are split, one after another, to need less memory; 1 by default. The gradient is that of the
    /// whole step, but batch normalization sees a part at a time.
    /// </summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// Share of the old value in the moving average of the weights, (0, 1), as .999; null, the default, for no average.
    /// Where there is one, it is what is validated, shown and handed out.
    /// </summary>
    public double? EmaDecay { get; init; }

    /// <summary>Largest side of what is cut out for a crop, in crops, 2 by default; at 1 crops have their images' own scale.</summary>
    public double MaxScale { get; init; } = 2;

    /// <summary>
    /// Adam's learning rate (β₁ .5) for the discriminator of <see cref="LossWeights.Adversarial"/>, 2e-4 by default, in both phases;
    /// it warms up and decays as <see cref="LearningRate"/>.
    /// </summary>
    public double DiscriminatorLearningRate { get; init; } = 2e-4;

    /// <summary>Largest L2 norm of the gradient, or null for no limit, the default; the discriminator's has the same limit.</summary>
    public double? GradientClip { get; init; }

    /// <summary>Weights of the loss terms; the paper's by default, those of L_perceptual and L_style where <see cref="Features"/> are
    /// given.</summary>
    public LossWeights Loss { get; init; } = new();

    /// <summary>
    /// Feature network of L_perceptual, L_style and the other terms that compare features, none by default: <c>resnet18</c>, which needs
    /// the package Microsoft.ML.DnnImageFeaturizer.ResNet18; a file that <see cref="FeatureNetwork.Load"/> reads, its path taken from the
    /// current folder, as one with VGG-16, the paper's; or <c>random</c>, a small untrained network of the same <see cref="Seed"/>.
    /// </summary>
    public string? Features { get; init; }

    /// <summary>Training masks: ratios 0.01-0.6 of brush strokes by default, or of other kinds and augmented; their size follows the
    /// crops.</summary>
    public IrregularMaskOptions Masks { get; init; } = new() { MinRatio = .01, MaxRatio = .6 };

    /// <summary>
    /// Folder of mask files to train on, cut to the crops; null, the default, for masks that are drawn.
    /// <see cref="Masks"/> then gives their ratios, border and augmentation.
    /// </summary>
    public string? MaskFolder { get; init; }

    /// <summary>Decides weights, crops and masks, 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Steps between checkpoints, 1,000 by default.</summary>
    public int CheckpointEvery { get; init; } = 1_000;

    /// <summary>Steps between measurements of the validation loss; as <see cref="CheckpointEvery"/> if null, the default.</summary>
    public int? ValidateEvery { get; init; }

    /// <summary>Steps between progress reports, 50 by default.</summary>
    public int ReportEvery { get; init; } = 50;

    /// <summary>Steps between images of what the network makes of a few crops; null, the default, for none.</summary>
    public int? PreviewEvery { get; init; }

    /// <summary>Batches that are drawn ahead, each on a thread of its own, 4 by default.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Whether a training may be resumed with other options than its checkpoint's; they are refused by default.</summary>
    public bool AcceptOtherOptions { get; init; }

    /// <summary><c>cpu</c> (the default), <c>cuda</c> or <c>cuda:1</c>; of several ranks on a machine each takes a <c>cuda</c> of its
    /// own.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of Torch on the CPU; 0, the default, takes one a core, or an equal share of them on each rank of the
    /// machine.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes of decoded images to keep in memory, 1 GiB by default.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads options from JSON; what is not named keeps its default, an unknown name is an error.</summary>
    public static TrainingOptions FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingOptions>(json, Json) ?? new();
        }
        catch (JsonException e)
        {
            throw new ArgumentException(
                $"The training configuration cannot be read: {JsonProblem.Describe(e, typeof(TrainingOptions), Json)}", e);
        }
    }

    /// <summary>All options as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Refuses to start from weights of another network.</summary>
    internal void EnsureNetworkOf(NetworkWeights? initial)
    {
        if (initial is not null && initial.Spec.ToJson() != Network.ToJson())
        {
            throw new ArgumentException(
                "The initial weights are of another network than the one to train. Take their Spec as the option Network.");
        }
    }

    /// <summary>The feature network, if there is one and a term is weighted that needs it; the caller's to dispose of.</summary>
    internal FeatureNetwork? LoadFeatures(TorchSharp.torch.Device device) =>
        Features is { } path && Loss.Resolved(hasFeatures: true).NeedsFeatures ? FeatureNetwork.Load(path, device, Seed) : null;

    internal void Validate()
    {
        foreach (var size in new[] { Size, FinalSize ?? Size })
        {
            if (size < 1 || size % Network.SizeMultiple != 0)
            {
                throw new ArgumentException(
                    $"Crops of {size} px do not fit a network of {Network.Levels} levels: take a multiple of {Network.SizeMultiple}.");
            }

            if (BatchSize / Math.Max(1, Accumulation) == 1 && size == Network.SizeMultiple)
            {
                throw new ArgumentException(
                    $"One crop of {size} px leaves one value a channel at the bottleneck, which cannot be normalized. Take a larger " +
                    $"BatchSize or Size, or fewer levels.");
            }

            if (Loss.Adversarial.Weight > 0 && size < PatchDiscriminator.SmallestSize)
            {
                throw new ArgumentException(
                    $"Crops of {size} px are too small for the discriminator of the loss weight Adversarial. Take at least " +
                    $"{PatchDiscriminator.SmallestSize} px.");
            }

            _ = new IrregularMaskGenerator(Masks with { Width = size, Height = size }); // checks them
        }

        foreach (var (name, value) in new[] { ("Steps", Steps), ("BatchSize", BatchSize), ("CheckpointEvery", CheckpointEvery),
            ("ValidateEvery", ValidateEvery ?? CheckpointEvery), ("ReportEvery", ReportEvery),
            ("PreviewEvery", PreviewEvery ?? 1), ("Workers", Workers), ("Accumulation", Accumulation) })
        {
            if (value < 1)
            {
                throw new ArgumentException($"{name} is {value}, expected at least 1.");
            }
        }

        Loss.Validate(Features is not null);
        FeatureNetwork.EnsureExists(Features);

        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (!(LearningRate > 0) || WarmupSteps < 0 || GradientClip <= 0)
        {
            throw new ArgumentException(
                $"LearningRate {LearningRate} and GradientClip {GradientClip} must be above 0, WarmupSteps {WarmupSteps} at least 0.");
        }

        if (!(DiscriminatorLearningRate > 0))
        {
            throw new ArgumentException($"DiscriminatorLearningRate is {DiscriminatorLearningRate}, expected a number above 0.");
        }

        ValidateSchedule();
    }
}
