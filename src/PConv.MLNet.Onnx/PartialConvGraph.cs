using PConv.MLNet.Core;

namespace PConv.MLNet.Onnx;

/// <summary>
/// The network as an ONNX graph: one-channel masks, batch normalisation folded, composite inside.
/// image float [N, 3, H, W] in [0, 1] and mask float [N, 1, H, W] (above 0.5 = valid) give output float [N, 3, H, W], any H and W
/// unless they are fixed.
/// </summary>
/// <remarks>Every layer's output is multiplied by its own mask, so that no layer has to mask what it reads.</remarks>
sealed class PartialConvGraph
{
    readonly GraphBuilder graph = new("PartialConvUNet");
    readonly NetworkWeights weights;

    /// <summary>Without partial convolutions only the image itself has a mask.</summary>
    bool IsPartial => weights.Spec.Convolution == ConvolutionKind.Partial;

    PartialConvGraph(NetworkWeights weights) => this.weights = weights;

    public static GraphProto Build(NetworkWeights weights, ImageSize? fixedSize) => new PartialConvGraph(weights).Build(fixedSize);

    GraphProto Build(ImageSize? fixedSize)
    {
        object[] Images(int channels) => fixedSize is { } one ? [1, channels, one.Height, one.Width] : ["N", channels, "H", "W"];
        var image = graph.Input("image", Images(RgbImage.Channels));
        var mask = graph.Input("mask", Images(1));
        var size = graph.Node("Slice", [graph.Node("Shape", [image]), graph.Constant(2L), graph.Constant(4L)]); // [H, W]
        var pads = PadsFor(size);
        var known = IsKnown(graph.Node("Pad", [mask, pads]));
        var centred = graph.Node("Sub", [graph.Node("Mul", [graph.Node("Pad", [image, pads]), graph.Scalar(2)]), graph.Scalar(1)]); // 2·I − 1
        var masked = new Group(graph.Node("Where", [known, centred, graph.Scalar(0)]), graph.Node("Cast", [known], null, ("to", 1L)));
        Group[] input = weights.Spec.Prior == FillPrior.None ? [masked] : [masked, Prior(masked)];

        var x = input;
        var skips = new Stack<Group[]>();
        foreach (var (shape, isEncoder) in weights.Spec.Layers().Select((shape, i) => (shape, i < weights.Spec.Levels)))
        {
            if (isEncoder)
            {
                skips.Push(x);
            }
            else
            {
                x = [new(Upsample(x[0].Features), IsPartial ? Upsample(x[0].Mask) : ""), .. skips.Pop()];
            }

            x = [Layer(shape, x)];
        }

        var y = weights.Spec.Prior == FillPrior.None ? x[0].Features : graph.Node("Add", [x[0].Features, input[1].Features]);
        var filled = graph.Node("Mul", [graph.Node("Add", [y, graph.Scalar(1)]), graph.Scalar(.5f)]); // I_out = (y + 1) / 2
        var cropped = graph.Node("Slice", [filled, graph.Constant(0L, 0L), size, graph.Constant(2L, 3L)]);
        var output = graph.Node("Where", [IsKnown(mask), image, cropped], "output"); // I_comp
        graph.Output(output, Images(RgbImage.Channels));
        return graph.Graph;
    }

    /// <summary>The fill the network starts from, with a mask of ones.</summary>
    Group Prior(Group known)
    {
        var everywhere = graph.Node("Add", [graph.Node("Mul", [known.Mask, graph.Scalar(0)]), graph.Scalar(1)]);
        return new(PullPushGraph.Fill(graph, known.Features, known.Mask, weights.Spec.Levels), everywhere);
    }

    /// <summary>Zeros to add below and to the right, so that both sides become multiples of the network's: (−size) mod multiple.</summary>
    string PadsFor(string size)
    {
        var missing = graph.Node("Mod", [graph.Node("Neg", [size]), graph.Constant(weights.Spec.SizeMultiple)]);
        return graph.Node("Concat", [graph.Constant(0L, 0L, 0L, 0L, 0L, 0L), missing], null, ("axis", 0L));
    }

    string IsKnown(string mask) => graph.Node("Greater", [mask, graph.Scalar(.5f)]);

    string Join(IEnumerable<string> groups) => groups.ToArray() is var all && all.Length == 1 ? all[0] : graph.Node("Concat", all, null, ("axis", 1L));

    string Upsample(string x) => graph.Node("Resize", [x, "", graph.Constant([1f, 1, 2, 2], 4)], null,
        ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));

    /// <summary>Eqs. (1) and (2) with the activation, masked.</summary>
    Group Layer(LayerShape shape, Group[] groups)
    {
        var row = shape.Spec;
        var folded = FoldedLayer.From(weights, row);
        var (ratio, valid) = IsPartial ? Renormalise(shape, Join(groups.Select(group => group.Mask))) : ("", "");
        var y = Convolve(Join(groups.Select(group => group.Features)), folded.Weight, row, shape.InChannels, row.OutChannels); // [N, out, H', W']
        y = graph.Node("Add", [IsPartial ? graph.Node("Mul", [y, ratio]) : y, graph.Constant(folded.Shift, 1, row.OutChannels, 1, 1)]);
        y = row.Activation switch
        {
            Activation.ReLU => graph.Node("Relu", [y]),
            Activation.LeakyReLU => graph.Node("LeakyRelu", [y], null, ("alpha", UNetSpec.LeakySlope)),
            _ => y,
        };
        return new(IsPartial ? graph.Node("Mul", [y, valid]) : y, valid);
    }

    /// <summary>sum(1) / sum(M), 0 where sum(M) = 0, and the new mask, both [N, 1, H', W'], from one plane a group of channels.</summary>
    (string Ratio, string Valid) Renormalise(LayerShape shape, string masks)
    {
        var row = shape.Spec;
        var area = row.Kernel * row.Kernel;
        var counting = shape.Groups.SelectMany(channels => Enumerable.Repeat((float)channels, area)).ToArray();
        var sum = Convolve(masks, counting, row, shape.Groups.Count, 1);
        var valid = graph.Node("Clip", [sum, graph.Scalar(0), graph.Scalar(1)]);
        var ratio = graph.Node("Div", [graph.Scalar(shape.InChannels * area), graph.Node("Max", [sum, graph.Scalar(1)])]);
        return (graph.Node("Mul", [ratio, valid]), valid);
    }

    string Convolve(string x, float[] weight, LayerSpec row, int inChannels, int outChannels)
    {
        long kernel = row.Kernel, stride = row.Stride, padding = row.Kernel / 2;
        return graph.Node("Conv", [x, graph.Constant(weight, outChannels, inChannels, kernel, kernel)], null,
            ("kernel_shape", new[] { kernel, kernel }),
            ("strides", new[] { stride, stride }),
            ("pads", new[] { padding, padding, padding, padding }));
    }

    /// <summary>Features [N, C, H, W] and their mask [N, 1, H, W].</summary>
    readonly record struct Group(string Features, string Mask);
}
