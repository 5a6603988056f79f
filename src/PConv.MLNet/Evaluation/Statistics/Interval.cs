namespace PConv.MLNet.Evaluation;

/// <summary>A confidence interval; NaN if there are fewer than two values.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval of the negated value.</summary>
    internal Interval Negated => new(-High, -Low);
}
