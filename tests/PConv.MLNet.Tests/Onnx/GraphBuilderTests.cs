using System.Text;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Tests;

public sealed class GraphBuilderTests
{
    readonly GraphBuilder builder = new("test");

    [Fact]
    public void Node_WithoutAName_GetsItsTypeAndNumber()
    {
        Assert.Equal("Relu_0", builder.Node("Relu", ["x"]));
        Assert.Equal("Relu_1", builder.Node("Relu", ["Relu_0"]));
        Assert.Equal("y", builder.Node("Relu", ["Relu_1"], "y"));

        var node = builder.Graph.Node[2];
        Assert.Equal(("Relu", "y", "Relu_1", "y"), (node.OpType, node.Name, Assert.Single(node.Input), Assert.Single(node.Output)));
    }

    [Fact]
    public void Constant_OfEqualSmallValues_IsStoredOnce()
    {
        Assert.Equal(builder.Constant([1f, 2f], 2), builder.Constant([1f, 2f], 2));
        Assert.NotEqual(builder.Constant([1f, 2f], 2), builder.Constant([1f, 2f], 1, 2));
        Assert.NotEqual(builder.Constant([1f, 2f], 2), builder.Constant([2f, 1f], 2));

        Assert.Equal(3, builder.Graph.Initializer.Count);
    }

    [Fact]
    public void Constant_OfTheSameBitsInAnotherType_IsAnother()
    {
        // the bits of the whole number 1 as two floats
        Assert.NotEqual(builder.Constant(1L), builder.Constant([BitConverter.Int32BitsToSingle(1), 0f], 1));
    }

    [Fact]
    public void Constant_OfManyValues_IsStoredEachTime()
    {
        Assert.NotEqual(builder.Constant(new float[65], 65), builder.Constant(new float[65], 65));
        Assert.All(builder.Graph.Initializer, c => Assert.Equal(260, c.RawData!.Length));
    }

    [Fact]
    public void Convolve_ByOneArrayTwice_StoresItOnce()
    {
        var kernel = new float[8 * 9];

        builder.Convolve("x", kernel, [8, 1, 3, 3], 1, [1, 1, 1, 1]);
        builder.Convolve("y", kernel, [8, 1, 3, 3], 2, [1, 1, 1, 1]);
        builder.Convolve("z", [.. kernel], [8, 1, 3, 3], 1, [1, 1, 1, 1]);

        Assert.Equal(2, builder.Graph.Initializer.Count(c => c.Dims.SequenceEqual([8L, 1, 3, 3])));
    }

    [Fact]
    public void Scalar_HasNoDimensions()
    {
        builder.Scalar(.5f);

        var constant = Assert.Single(builder.Graph.Initializer);
        Assert.Equal((0, ElementType.Float), (constant.Dims.Length, constant.DataType));
        Assert.Equal(.5f, BitConverter.ToSingle(constant.RawData));
    }

    [Fact]
    public void Attributes_KeepTheirTypes()
    {
        builder.Node("Any", [], null, ("f", 1.5f), ("i", 0L), ("s", "text"), ("ints", new[] { 1L, 2L }));

        var attributes = builder.Graph.Node[0].Attribute;
        Assert.Equal([AttributeType.Float, AttributeType.Int, AttributeType.String, AttributeType.Ints], attributes.Select(a => a.Type));
        Assert.Equal((1.5f, 0L), (attributes[0].F, attributes[1].I));
        Assert.Equal("text", Encoding.UTF8.GetString(attributes[2].S!));
        Assert.Equal([1, 2], attributes[3].Ints!);
    }

    [Fact]
    public void Attribute_OfAnUnknownType_IsNamed() => Assert.Equal(
        "An attribute of type Decimal is not known here.",
        Assert.Throws<ArgumentException>(() => builder.Node("Any", [], null, ("x", 1m))).Message);

    [Fact]
    public void InputAndOutput_TakeNumbersAndNamesAsDimensions()
    {
        builder.Input("x", "N", 3);
        builder.Output("x", 4, "W");

        Assert.Equal([("N", null), (null, 3L)], builder.Graph.Input[0].Type!.TensorType!.Shape!.Dim.Select(d => (d.Param, d.Value)));
        Assert.Equal([(null, 4L), ("W", null)], builder.Graph.Output[0].Type!.TensorType!.Shape!.Dim.Select(d => (d.Param, d.Value)));
    }
}
