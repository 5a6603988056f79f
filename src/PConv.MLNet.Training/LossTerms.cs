using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>One term of the loss.</summary>
/// <param name="Name">As it is called in the paper: <c>Valid</c>, <c>Hole</c>, <c>Perceptual</c>, <c>StyleOut</c>, <c>StyleComp</c> or
/// <c>TotalVariation</c>, or as its weight, <c>HoleBalanced</c>.</param>
/// <param name="Value">The term before it is weighted, a scalar.</param>
/// <param name="Weight">Its weight at this step.</param>
sealed record LossTerm(string Name, Tensor Value, double Weight);

/// <summary>The loss of one batch and the terms it is made of.</summary>
public sealed record LossTerms
{
    internal LossTerms(Tensor total, IReadOnlyList<LossTerm> terms) => (Total, Terms) = (total, terms);

    /// <summary>Σ weight · term, a scalar to go backward from.</summary>
    public Tensor Total { get; }

    /// <summary>Those whose weight is above 0, in the order of eq. (7): the same ones at every step.</summary>
    internal IReadOnlyList<LossTerm> Terms { get; }

    /// <summary>The terms' numbers, not weighted, copied from the device in one go.</summary>
    public IReadOnlyList<(string Name, double Value)> Values()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var numbers = cat([.. Terms.Select(term => term.Value.reshape(1))]).to_type(ScalarType.Float64).cpu().data<double>().ToArray();
        return [.. Terms.Zip(numbers, (term, value) => (term.Name, value))];
    }

    /// <summary>The terms' numbers in words: <c>Valid 0.0312, Hole NaN</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Values().Select(term => FormattableString.Invariant($"{term.Name} {term.Value:G4}")));
}
