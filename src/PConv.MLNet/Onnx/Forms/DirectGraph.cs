using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>One-channel masks, batch normalization folded.</summary>
/// <remarks>Every layer's output is multiplied by its own mask, so that no layer needs to mask its inputs.</remarks>
class DirectGraph(NetworkWeights weights) : NetworkGraph(weights)
{
    protected override string Layers(Group[] input)
    {
        var x = input;
        var skips = new Stack<Group[]>();
        foreach (var (shape, number) in Spec.Layers().Select((shape, i) => (shape, i)))
        {
            if (number < Spec.Levels)
            {
                skips.Push(x);
            }
            else if (number < 2 * Spec.Levels)
            {
                x = [new(Upsample(x[0].Features), IsPartial ? Upsample(x[0].Mask) : ""), .. skips.Pop()];
            }

            x = [Layer(shape, x)];
        }

        return x[0].Features;
    }

    /// <summary>Eqs. (1) and (2) with the activation, masked.</summary>
    Group Layer(LayerShape shape, Group[] groups)
    {
        var row = shape.Spec;
        var folded = FoldedLayer.From(Weights, row);
        var (ratio, valid) = IsPartial ? Renormalize(shape, Join(groups.Select(group => group.Mask))) : ("", "");
        var y = Graph.Convolve(Join(groups.Select(group => group.Features)), folded.Weight, shape.InChannels, row); // [N, out, H', W']
        var sums = y;
        y = Graph.Node("Add", [IsPartial ? Graph.Node("Mul", [y, ratio]) : y, Graph.Constant(folded.Shift, 1, row.OutChannels, 1, 1)]);
        y = Activate(y, row.Activation);
        y = IsPartial ? Graph.Node("Mul", [y, valid]) : y;
        Made(row, sums, y);
        return new(y, valid);
    }

    /// <summary>Called with every layer's convolution before the ratio, and with its output, both [N, out, H', W'].</summary>
    private protected virtual void Made(LayerSpec row, string sums, string output)
    {
    }

    /// <summary>sum(1) / sum(M), 0 where sum(M) = 0, and the new mask, both [N, 1, H', W'], computed from one mask plane per group of
    /// channels.</summary>
    (string Ratio, string Valid) Renormalize(LayerShape shape, string masks)
    {
        var row = shape.Spec;
        var area = row.Kernel * row.Kernel;
        var counting = shape.Groups.SelectMany(channels => Enumerable.Repeat((float)channels, area)).ToArray();
        var sum = Graph.Convolve(masks, counting, shape.Groups.Count, row with { OutChannels = 1 });
        var valid = Graph.Node("Clip", [sum, Graph.Scalar(0), Graph.Scalar(1)]);
        var ratio = Graph.Node("Div", [Graph.Scalar(shape.InChannels * area), Graph.Node("Max", [sum, Graph.Scalar(1)])]);
        return (Graph.Node("Mul", [ratio, valid]), valid);
    }
}
