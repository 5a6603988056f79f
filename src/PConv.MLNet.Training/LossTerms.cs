using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>One term of the loss.</summary>
/// <param name="Name">The paper's name, <c>Valid</c>, <c>Hole</c>, <c>Perceptual</c>, <c>StyleOut</c>, <c>StyleComp</c> or
/// <c>TotalVariation</c>, or the name of the weight, such as <c>HoleBalanced</c>.</param>
/// <param name="Value">The unweighted term, a scalar.</param>
/// <param name="Weight">Its weight at this step.</param>
sealed record LossTerm(string Name, Tensor Value, double Weight);

/// <summary>The loss of one batch and its terms.</summary>
public sealed record LossTerms
{
    internal LossTerms(Tensor total, IReadOnlyList<LossTerm> terms) => (Total, Terms) = (total, terms);

    /// <summary>The loss Σ weight · term, a scalar with gradients.</summary>
    public Tensor Total { get; }

    /// <summary>The terms whose weight is above 0, in the order of eq. (7); the same at every step.</summary>
    internal IReadOnlyList<LossTerm> Terms { get; }

    /// <summary>Returns the unweighted values of the terms, copied from the device in one call.</summary>
    public IReadOnlyList<(string Name, double Value)> Values()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var numbers = cat([.. Terms.Select(term => term.Value.reshape(1))]).to_type(ScalarType.Float64).cpu().data<double>().ToArray();
        return [.. Terms.Zip(numbers, (term, value) => (term.Name, value))];
    }

    /// <summary>The unweighted values of the terms as text, such as <c>Valid 0.0312, Hole NaN</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Values().Select(term => FormattableString.Invariant($"{term.Name} {term.Value:G4}")));
}
