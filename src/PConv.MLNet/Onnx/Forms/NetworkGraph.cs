using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>
/// A network as an ONNX graph, including compositing. Inputs: image float [N, 3, H, W] in [0, 1] and mask float [N, 1, H, W] (above 0.5 =
/// valid). Output: output float [N, 3, H, W]. H and W are arbitrary unless they are fixed.
/// </summary>
abstract class NetworkGraph
{
    private protected NetworkGraph(NetworkWeights weights) => Weights = weights;

    protected GraphBuilder Graph { get; } = new("PartialConvUNet");

    protected NetworkWeights Weights { get; }

    protected UNetSpec Spec => Weights.Spec;

    /// <summary>Without partial convolutions only the image itself has a mask.</summary>
    protected bool IsPartial => Spec.Convolution == ConvolutionKind.Partial;

    public static GraphProto Build(NetworkWeights weights, OnnxExportOptions options) => (options switch
    {
        { Calibration: { } calibration } => (NetworkGraph)new QuantizedGraph(weights, calibration),
        { Form: GraphForm.Direct } => new DirectGraph(weights),
        { Form: GraphForm.Reference } => new ReferenceGraph(weights),
        _ => new FastGraph(weights),
    }).Build(options);

    /// <summary>The last layer's output, [N, 3, H, W].</summary>
    /// <param name="input">Channel groups of the first layer, 0 in holes: the image as 2·I − 1, then the prior if there is one.</param>
    protected abstract string Layers(Group[] input);

    protected string Join(IEnumerable<string> groups) =>
        groups.ToArray() is var all && all.Length == 1 ? all[0] : Graph.Node("Concat", all, null, ("axis", 1L));

    protected string Upsample(string x) => Graph.Node("Resize", [x, "", Graph.Constant([1f, 1, 2, 2], 4)], null,
        ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));

    protected string Activate(string x, Activation activation) => activation switch
    {
        Activation.ReLU => Graph.Node("Relu", [x]),
        Activation.LeakyReLU => Graph.Node("LeakyRelu", [x], null, ("alpha", UNetSpec.LeakySlope)),
        _ => x,
    };

    public GraphProto Build(OnnxExportOptions options)
    {
        object[] Images(int channels) => options.FixedSize is { } one ? [1, channels, one.Height, one.Width] : ["N", channels, "H", "W"];
        var image = Graph.Input("image", Images(RgbImage.Channels));
        var mask = Graph.Input("mask", Images(1));
        mask = options.Convention == ModelConvention.LaMa ? Graph.Node("Sub", [Graph.Scalar(1), mask]) : mask;
        var size = Graph.Node("Slice", [Graph.Node("Shape", [image]), Graph.Constant(2L), Graph.Constant(4L)]); // [H, W]
        var pads = PadsFor(size);
        var known = IsKnown(Graph.Shaped(Graph.Node("Pad", [mask, pads]), 1, 0));
        var padded = Graph.Shaped(Graph.Node("Pad", [image, pads]), RgbImage.Channels, 0);
        var centered = Graph.Node("Sub", [Graph.Node("Mul", [padded, Graph.Scalar(2)]), Graph.Scalar(1)]); // 2·I − 1
        var masked = new Group(Graph.Node("Where", [known, centered, Graph.Scalar(0)]), Graph.Node("Cast", [known], null, ("to", 1L)));
        Group[] input = Spec.Prior == InitialFill.None ? [masked] : [masked, Prior(masked, centered)];

        var y = Layers(input);
        y = Spec.Prior == InitialFill.None ? y : Graph.Node("Add", [y, input[1].Features]);
        y = Spec.Refinement == FillRefinement.None ? y : Refined(y, masked);
        var filled = Graph.Node("Mul", [Graph.Node("Add", [y, Graph.Scalar(1)]), Graph.Scalar(.5f)]); // I_out = (y + 1) / 2
        var cropped = Graph.Node("Slice", [filled, Graph.Constant(0L, 0L), size, Graph.Constant(2L, 3L)]);
        string[] composite = [IsKnown(mask), image, cropped]; // I_comp
        var output = options.Convention == ModelConvention.LaMa
            ? Graph.Node("Mul", [Graph.Node("Where", composite), Graph.Scalar(byte.MaxValue)], "output")
            : Graph.Node("Where", composite, "output");
        Graph.Output(output, Images(RgbImage.Channels));
        return Graph.Graph;
    }

    /// <summary>Applies the refinement in holes.</summary>
    string Refined(string y, Group known)
    {
        var unknown = Graph.Node("Sub", [Graph.Scalar(1), known.Mask]);
        var u = Graph.Node("Add", [known.Features, Graph.Node("Mul", [y, unknown])]);
        return Graph.Node("Add", [y, new ThinPlateGraph(Graph, Spec.Levels).Change(u, unknown)]);
    }

    /// <summary>The initial fill, with a mask of ones.</summary>
    Group Prior(Group known, string centered)
    {
        var filled = Spec.Prior == InitialFill.Given ? centered
            : FillPyramidGraph.Fill(Graph, known.Features, known.Mask, Spec.Levels, Spec.Prior);
        return new(filled, IsPartial ? Graph.Node("Add", [Graph.Node("Mul", [known.Mask, Graph.Scalar(0)]), Graph.Scalar(1)]) : "");
    }

    /// <summary>Zeros to add below and to the right, so that both sides become multiples of the network's size multiple: (−size) mod
    /// multiple.</summary>
    string PadsFor(string size)
    {
        var missing = Graph.Node("Mod", [Graph.Node("Neg", [size]), Graph.Constant(Spec.SizeMultiple)]);
        return Graph.Node("Concat", [Graph.Constant(0L, 0L, 0L, 0L, 0L, 0L), missing], null, ("axis", 0L));
    }

    string IsKnown(string mask) => Graph.Node("Greater", [mask, Graph.Scalar(.5f)]);

    /// <summary>Features [N, C, H, W] and their mask [N, 1, H, W].</summary>
    protected sealed record Group(string Features, string Mask);
}
