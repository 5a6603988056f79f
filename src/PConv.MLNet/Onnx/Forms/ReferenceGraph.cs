using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>Eqs. (1) and (2) as written in the paper: masks of all channels, a bias that is subtracted before the ratio and added back, and
/// separate batch normalization.</summary>
sealed class ReferenceGraph(NetworkWeights weights) : NetworkGraph(weights)
{
    static readonly string[] Statistics = ["weight", "bias", "running_mean", "running_var"];

    protected override string Layers(Group[] input)
    {
        var x = new Group(Join(input.Select(g => g.Features)), Masks(input));
        var skips = new Stack<Group>();
        foreach (var (shape, number) in Spec.Layers().Select((shape, i) => (shape, i)))
        {
            if (number < Spec.Levels)
            {
                skips.Push(x);
            }
            else if (number < 2 * Spec.Levels)
            {
                var skip = skips.Pop();
                x = new(Join([Upsample(x.Features), skip.Features]), IsPartial ? Join([Upsample(x.Mask), skip.Mask]) : "");
            }

            x = IsPartial ? Partial(shape, x) : Plain(shape, x);
        }

        return IsPartial ? Graph.Node("Mul", [x.Features, x.Mask]) : x.Features; // fills nothing where nothing is known
    }

    /// <summary>The masks of all channels, [N, Σ C_g, H, W].</summary>
    string Masks(Group[] groups) => !IsPartial ? "" : Join(groups.Select(g =>
        Graph.Node("Expand", [g.Mask, Graph.Constant(1L, RgbImage.Channels, 1L, 1L)])));

    Group Partial(LayerShape shape, Group x)
    {
        var row = shape.Spec;
        var weight = Weights[$"{row.Name}.weight"].Values;
        var window = shape.InChannels * row.Kernel * row.Kernel; // sum(1)
        var y = Graph.Convolve(Graph.Node("Mul", [x.Features, x.Mask]), weight, shape.InChannels, row); // Wᵀ(X ⊙ M)
        // sum(M), the same in all channels
        var sum = Graph.Convolve(x.Mask, [.. Enumerable.Repeat(1f, weight.Length)], shape.InChannels, row);
        var valid = Graph.Node("Clip", [sum, Graph.Scalar(0), Graph.Scalar(1)]); // eq. (2)
        var ratio = Graph.Node("Mul", [Graph.Node("Div", [Graph.Scalar(window), Graph.Node("Add", [sum, Graph.Scalar(1e-8f)])]), valid]);
        y = Graph.Node("Mul", [y, ratio]); // eq. (1)
        y = row.BatchNorm ? Normalize(y, row) : Graph.Node("Mul", [Graph.Node("Add", [y, Bias(row)]), valid]);
        return new(Activate(y, row.Activation), valid);
    }

    Group Plain(LayerShape shape, Group x)
    {
        var row = shape.Spec;
        var y = Graph.Convolve(x.Features, Weights[$"{row.Name}.weight"].Values, shape.InChannels, row);
        return new(Activate(row.BatchNorm ? Normalize(y, row) : Graph.Node("Add", [y, Bias(row)]), row.Activation), "");
    }

    string Bias(LayerSpec row) => Graph.Constant(Weights[$"{row.Name}.bias"].Values, 1, row.OutChannels, 1, 1);

    string Normalize(string y, LayerSpec row) => Graph.Node(
        "BatchNormalization",
        [y, .. Statistics.Select(part => Graph.Constant(Weights[$"{row.Name}.bn.{part}"].Values, row.OutChannels))],
        null,
        ("epsilon", UNetSpec.BatchNormEpsilon));
}
