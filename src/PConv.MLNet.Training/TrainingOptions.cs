using System.Text.Json;
using PConv.MLNet.Files;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>Training options. The defaults are the network and the first phase of Liu et al. 2018.</summary>
public sealed partial record TrainingOptions
{
    /// <summary>The network to train; the paper's by default.</summary>
    public UNetSpec Network { get; init; } = UNetSpec.Paper;

    /// <summary>Optimizer steps, 100,000 by default.</summary>
    public int Steps { get; init; } = 100_000;

    /// <summary>Crops per step and rank, 6 by default. N ranks that train together use N times as many.</summary>
    public int BatchSize { get; init; } = 6;

    /// <summary>Side of the crops in pixels, 512 by default; a multiple of <see cref="UNetSpec.SizeMultiple"/>.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Side of the crops in pixels from <see cref="FinalFrom"/> on; null, the default, for <see cref="Size"/>.</summary>
    public int? FinalSize { get; init; }

    /// <summary>Share of the steps after which <see cref="FinalSize"/> applies, 0.8 by default.</summary>
    public double FinalFrom { get; init; } = .8;

    /// <summary>Adam's learning rate, 2e-4 by default, as in the paper.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Whether the learning rate falls to zero along a cosine in each phase; false by default, for a constant rate as in the
    /// paper.</summary>
    public bool CosineDecay { get; init; }

    /// <summary>Steps over which the learning rate rises linearly from zero, 0 by default.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>
    /// Steps of the second phase, which are the last of <see cref="Steps"/>; 0 by default. In this phase the encoder's batch normalization
    /// is frozen and the learning rate is <see cref="FineTuneLearningRate"/> (Liu et al. 2018, section 4).
    /// </summary>
    public int FineTuneSteps { get; init; }

    /// <summary>Adam's learning rate in the second phase, 5e-5 by default, as in the paper.</summary>
    public double FineTuneLearningRate { get; init; } = 5e-5;

    /// <summary>
    /// Parts into which the crops of a step are split to save memory; 1 by default. The parts are processed in sequence and their gradients
    /// accumulated, but batch normalization uses the statistics of one part at a time.
    /// </summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// Decay of the exponential moving average of the weights, (0, 1), such as 0.999; null, the default, for no average.
    /// If set, the average is validated, previewed and returned in place of the weights.
    /// </summary>
    public double? EmaDecay { get; init; }

    /// <summary>Maximum factor by which images are scaled down before cropping, at least 1; 2 by default. With 1, crops have the scale of
    /// their images.</summary>
    public double MaxScale { get; init; } = 2;

    /// <summary>Maximum L2 norm of the gradient; null, the default, for no limit.</summary>
    public double? GradientClip { get; init; }

    /// <summary>Weights of the loss terms; the paper's by default, with L_perceptual and L_style only if <see cref="Features"/> is
    /// set.</summary>
    public LossWeights Loss { get; init; } = new();

    /// <summary>
    /// Feature network of L_perceptual, L_style and the other terms that compare features; null, the default, for none. One of
    /// <c>resnet18</c>, which needs the package Microsoft.ML.DnnImageFeaturizer.ResNet18; the path of a
    /// file, relative to the current folder: <c>.safetensors</c> or <c>.dat</c> (TorchSharp's format) with the weights of VGG-16, or of the
    /// network in the <c>.json</c> file of the same name, or <c>.onnx</c>; or <c>random</c>, a small untrained network whose weights
    /// <see cref="Seed"/> determines.
    /// </summary>
    public string? Features { get; init; }

    /// <summary>Kinds, ratios and augmentation of training masks; brush strokes with hole ratios of 0.01-0.6 by default. Width and height
    /// are those of the crops.</summary>
    public IrregularMaskOptions Masks { get; init; } = new() { MinRatio = .01, MaxRatio = .6 };

    /// <summary>
    /// Folder of mask files to train on, cropped to the size of the crops; null, the default, for generated masks.
    /// Ratios, border and augmentation of <see cref="Masks"/> also apply to mask files.
    /// </summary>
    public string? MaskFolder { get; init; }

    /// <summary>Seed of initial weights, crops and masks. 0, the default, takes that of the MLContext in a pipeline, if it has
    /// one.</summary>
    public int Seed { get; init; }

    /// <summary>Steps between checkpoints, 1,000 by default.</summary>
    public int CheckpointEvery { get; init; } = 1_000;

    /// <summary>Steps between validations; null, the default, for <see cref="CheckpointEvery"/>.</summary>
    public int? ValidateEvery { get; init; }

    /// <summary>Steps between progress reports, 50 by default.</summary>
    public int ReportEvery { get; init; } = 50;

    /// <summary>Steps between preview images, which show a few crops filled by the network; null, the default, for none.</summary>
    public int? PreviewEvery { get; init; }

    /// <summary>Number of batches that are prefetched, each on its own thread; 4 by default.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Whether training may be resumed with options that differ from the checkpoint's; false by default.</summary>
    public bool AcceptOtherOptions { get; init; }

    /// <summary>Torch device: <c>cpu</c> (the default), <c>cuda</c> or a numbered one such as <c>cuda:1</c>. With <c>cuda</c>, each of
    /// several ranks on a machine uses its own device.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Number of Torch's CPU threads; 0, the default, for one per core, divided equally among the ranks of the machine.</summary>
    public int Threads { get; init; }

    /// <summary>Maximum size of decoded images kept in memory, in bytes; 1 GiB by default.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>Keys of configurations of before 1.0 whose term is gone.</summary>
    static readonly string[] Removed = ["adversarial", "discriminatorLearningRate"];

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads options from JSON. Missing properties keep their defaults.</summary>
    /// <exception cref="ArgumentException">The JSON is invalid, or contains an unknown property. The message says which.</exception>
    public static TrainingOptions FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingOptions>(json, Json) ?? new();
        }
        catch (JsonException e)
        {
            if (Array.Find(Removed, key => e.Path?.EndsWith($".{key}", StringComparison.OrdinalIgnoreCase) is true) is { } key)
            {
                throw new ArgumentException(
                    $"The training configuration cannot be read: line {e.LineNumber + 1 ?? 1}: the adversarial term, which did not " +
                    $"improve fills, was removed. Delete '{key}'.", e);
            }

            throw new ArgumentException(
                $"The training configuration cannot be read: {JsonProblem.Describe(e, typeof(TrainingOptions), Json)}", e);
        }
    }

    /// <summary>Returns all options as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Rejects initial weights of another network.</summary>
    internal void EnsureNetworkOf(NetworkWeights? initial)
    {
        if (initial is not null && initial.Spec.ToJson() != Network.ToJson())
        {
            throw new ArgumentException(
                "The initial weights are of another network than the one to train. Take their Spec as the option Network.");
        }
    }

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

            _ = new IrregularMaskGenerator(Masks with { Width = size, Height = size }); // validates the options
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

        ValidateSchedule();
    }
}
