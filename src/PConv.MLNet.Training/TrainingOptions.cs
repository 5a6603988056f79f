using System.Text.Json;
using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>How to train. The defaults are the paper's network and first phase.</summary>
public sealed record TrainingOptions
{
    /// <summary>The network; the paper's table by default.</summary>
    public UNetSpec Network { get; init; } = UNetSpec.Paper;

    /// <summary>Optimiser steps, 100,000 by default.</summary>
    public int Steps { get; init; } = 100_000;

    /// <summary>Crops a step, 6 by default; of each rank where several train together, so that N ranks learn from N times as many.</summary>
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

    /// <summary>Largest L2 norm of the gradient, or null for no limit, the default.</summary>
    public double? GradientClip { get; init; }

    /// <summary>Weights of the loss terms; the paper's by default.</summary>
    public LossWeights Loss { get; init; } = new();

    /// <summary>Training masks: ratios 0.01-0.6 by default; their size follows the crops.</summary>
    public IrregularMaskOptions Masks { get; init; } = new() { MinRatio = .01, MaxRatio = .6 };

    /// <summary>Decides weights, crops and masks, 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Steps between checkpoints, 1,000 by default.</summary>
    public int CheckpointEvery { get; init; } = 1_000;

    /// <summary>Steps between measurements of the validation loss; as <see cref="CheckpointEvery"/> if null, the default.</summary>
    public int? ValidateEvery { get; init; }

    /// <summary>Steps between progress reports, 50 by default.</summary>
    public int ReportEvery { get; init; } = 50;

    /// <summary><c>cpu</c> (the default), <c>cuda</c> or <c>cuda:1</c>; of several ranks on a machine each takes a <c>cuda</c> of its own.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of Torch on the CPU; 0, the default, takes one a core, or an equal share of them on each rank of the machine.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes of decoded pictures to keep in memory, 1 GiB by default.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    static readonly JsonSerializerOptions Json = new()
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
            throw new ArgumentException($"The training configuration cannot be read: {e.Message}", e);
        }
    }

    /// <summary>All options as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Side of the crops at a step.</summary>
    internal int SizeAt(int step) => FinalSize is { } final && step >= FinalFrom * Steps ? final : Size;

    /// <summary>Learning rate at a step.</summary>
    internal double LearningRateAt(int step)
    {
        var warm = WarmupSteps == 0 ? 1 : Math.Min(1, (step + 1.0) / WarmupSteps);
        return LearningRate * warm * (CosineDecay ? .5 + .5 * Math.Cos(Math.PI * step / Steps) : 1);
    }

    internal void Validate()
    {
        foreach (var size in new[] { Size, FinalSize ?? Size })
        {
            if (size < 1 || size % Network.SizeMultiple != 0)
            {
                throw new ArgumentException($"Crops of {size} px do not fit a network of {Network.Levels} levels: take a multiple of {Network.SizeMultiple}.");
            }

            if (BatchSize == 1 && size == Network.SizeMultiple)
            {
                throw new ArgumentException($"One crop of {size} px leaves one value a channel at the bottleneck, which cannot be normalised. Take a larger BatchSize or Size, or fewer levels.");
            }

            _ = new IrregularMaskGenerator(Masks with { Width = size, Height = size }); // checks them
        }

        foreach (var (name, value) in new[] { ("Steps", Steps), ("BatchSize", BatchSize), ("CheckpointEvery", CheckpointEvery), ("ValidateEvery", ValidateEvery ?? CheckpointEvery), ("ReportEvery", ReportEvery) })
        {
            if (value < 1)
            {
                throw new ArgumentException($"{name} is {value}, expected at least 1.");
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (!(LearningRate > 0) || WarmupSteps < 0 || GradientClip <= 0)
        {
            throw new ArgumentException($"LearningRate {LearningRate} and GradientClip {GradientClip} must be above 0, WarmupSteps {WarmupSteps} at least 0.");
        }
    }
}
