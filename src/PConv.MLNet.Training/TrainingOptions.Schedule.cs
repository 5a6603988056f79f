namespace PConv.MLNet.Training;

// Values that depend on the step, which counts from 0.
public sealed partial record TrainingOptions
{
    /// <summary>Number of crops processed at once.</summary>
    internal int PartSize => BatchSize / Accumulation;

    /// <summary>First step of the second phase; <see cref="Steps"/> if there is none.</summary>
    int FineTuneFrom => Steps - FineTuneSteps;

    /// <summary>Side of the crops at a step, in pixels.</summary>
    internal int SizeAt(int step) => FinalSize is { } final && step >= FinalFrom * Steps ? final : Size;

    /// <summary>Whether a step belongs to the second phase.</summary>
    internal bool IsFineTuning(int step) => FineTuneSteps > 0 && step >= FineTuneFrom;

    /// <summary>Learning rate at a step. Each phase has its own decay; only the first phase has a warm-up.</summary>
    internal double LearningRateAt(int step)
    {
        if (IsFineTuning(step))
        {
            return FineTuneLearningRate * DecayAt(step - FineTuneFrom, FineTuneSteps);
        }

        var warm = WarmupSteps == 0 ? 1 : Math.Min(1, (step + 1.0) / WarmupSteps);
        return LearningRate * warm * DecayAt(step, FineTuneFrom);
    }

    double DecayAt(int step, int steps) => CosineDecay ? .5 + .5 * Math.Cos(Math.PI * step / steps) : 1;

    void ValidateSchedule()
    {
        if (FineTuneSteps < 0 || FineTuneSteps > Steps || !(FineTuneLearningRate > 0))
        {
            throw new ArgumentException(
                $"FineTuneSteps {FineTuneSteps} must be from 0 to Steps {Steps}, FineTuneLearningRate {FineTuneLearningRate} above 0.");
        }

        if (BatchSize % Accumulation != 0)
        {
            throw new ArgumentException(
                $"A batch of {BatchSize} crops cannot be split into {Accumulation} equal parts. Take a BatchSize that is a multiple of " +
                $"Accumulation.");
        }

        if (EmaDecay is <= 0 or >= 1 or double.NaN)
        {
            throw new ArgumentException($"EmaDecay is {EmaDecay}, expected a share between 0 and 1, as .999; leave it out for no average.");
        }

        if (!(MaxScale >= 1) || double.IsInfinity(MaxScale))
        {
            throw new ArgumentException($"MaxScale is {MaxScale}, expected at least 1, with which crops have the scale of their images.");
        }
    }
}
