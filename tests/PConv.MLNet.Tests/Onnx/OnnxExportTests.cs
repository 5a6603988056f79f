using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;
using ProtoBuf;

namespace PConv.MLNet.Tests;

public sealed class OnnxExportTests
{
    static readonly NetworkWeights Weights = Samples.Network();

    static ModelProto Read(NetworkWeights weights, ImageSize? size = null, GraphForm form = GraphForm.Fast) =>
        Serializer.Deserialize<ModelProto>(OnnxExport.ToBytes(weights, new() { FixedSize = size, Form = form }).AsSpan());

    static string Describe(ValueInfoProto value) =>
        $"{value.Name} {value.Type!.TensorType!.ElemType} " +
        $"[{string.Join(", ", value.Type.TensorType.Shape!.Dim.Select(d => d.Param ?? $"{d.Value}"))}]";

    [Fact]
    public void File_ReadBack_IsOpset17OfIrVersion8ByThisLibrary()
    {
        var model = Read(Weights);

        Assert.Equal(8, model.IrVersion);
        Assert.Equal(("", 17), Assert.Single(model.OpsetImport) is var opset ? (opset.Domain, opset.Version) : default);
        Assert.Equal("PConv.MLNet", model.ProducerName);
        Assert.Matches(@"^\d+\.\d+\.\d+$", model.ProducerVersion);
    }

    [Fact]
    public void File_ReadBack_HasOpenBatchHeightAndWidth()
    {
        var graph = Read(Weights).Graph!;

        Assert.Equal(["image Float [N, 3, H, W]", "mask Float [N, 1, H, W]"], graph.Input.Select(Describe));
        Assert.Equal(["output Float [N, 3, H, W]"], graph.Output.Select(Describe));
    }

    [Fact]
    public void File_OfAFixedSize_HasItAndABatchOfOneInEveryShape()
    {
        var graph = Read(Weights, new(40, 24)).Graph!;

        Assert.Equal(["image Float [1, 3, 24, 40]", "mask Float [1, 1, 24, 40]"], graph.Input.Select(Describe));
        Assert.Equal(["output Float [1, 3, 24, 40]"], graph.Output.Select(Describe));
    }

    [Fact]
    public void Save_InLaMasConvention_HasItsNamesAndDoesNotCallItselfOurs()
    {
        using var folder = new TemporaryFolder();
        OnnxExport.Save(Weights, folder["lama.onnx"], new() { Convention = ModelConvention.LaMa, FixedSize = new(40, 24) });

        var model = Serializer.Deserialize<ModelProto>(File.ReadAllBytes(folder["lama.onnx"]).AsSpan());
        Assert.Equal(["image Float [1, 3, 24, 40]", "mask Float [1, 1, 24, 40]", "output Float [1, 3, 24, 40]"],
            model.Graph!.Input.Concat(model.Graph.Output).Select(Describe));
        Assert.DoesNotContain(OnnxExport.SizeMultipleKey, model.MetadataProps.Select(p => p.Key));
        Assert.Throws<ArgumentException>(() => OnnxExport.Save(Weights, folder["none.onnx"], new()
        {
            Convention = ModelConvention.LaMa,
            FixedSize = new(0, 1),
        }));
    }

    [Theory]
    [InlineData(0, 24)]
    [InlineData(40, -1)]
    public void File_OfASizeThatNoImageHas_IsRefused(int width, int height) => Assert.StartsWith(
        $"The fixed size is {width}×{height}, expected at least 1×1. Leave it out for images of any size.",
        Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(Weights, new() { FixedSize = new(width, height) })).Message);

    [Fact]
    public void File_ReadBack_CarriesSizeMultipleAndNetwork()
    {
        var metadata = Read(Weights).MetadataProps.ToDictionary(p => p.Key!, p => p.Value!);

        Assert.Equal("8", metadata[OnnxExport.SizeMultipleKey]);
        Assert.Equal(Weights.Spec.ToJson(), UNetSpec.FromJson(metadata["pconv.network"]).ToJson());
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(37, 130)]
    public void Shapes_ToldOfTensors_AreTheirs(int width, int height)
    {
        const int N = 2;
        var spec = UNetSpec.WithWidth(4, 3, InitialFill.EdgeEnhancing, head: 8) with { Refinement = FillRefinement.ThinPlate };
        var (model, full) = (Read(Samples.Network(spec)), new ImageSize(width, height).RoundUpTo(spec.SizeMultiple));
        var told = model.Graph!.ValueInfo;
        model.Graph.Output.AddRange(told);
        using var stream = new MemoryStream();
        Serializer.Serialize(stream, model);

        using var session = new InferenceSession(stream.ToArray());
        using var image = OrtValue.CreateTensorValueFromMemory(new float[N * 3 * width * height], [N, 3, height, width]);
        using var mask = OrtValue.CreateTensorValueFromMemory(new float[N * width * height], [N, 1, height, width]);
        using var run = new RunOptions();
        using var values = session.Run(run, ["image", "mask"], [image, mask], [.. told.Select(t => t.Name!)]);

        Assert.NotEmpty(told);
        Assert.All(told.Zip(values), pair => Assert.Equal(
            pair.First.Type!.TensorType!.Shape!.Dim.Select(d => d.Value ?? Meaning(d.Param!)), pair.Second.GetTensorTypeAndShape().Shape));

        long Meaning(string name) => name.Split('/') switch
        {
            ["N"] => N,
            ["3N"] => 3 * N,
            ["height", var by] => Part(full.Height, by),
            ["width", var by] => Part(full.Width, by),
            _ => throw new InvalidDataException($"What '{name}' means is not known here."),
        };

        static long Part(int side, string by) =>
            by.EndsWith("-1", StringComparison.Ordinal) ? Part(side, by[..^2]) - 1 : side / int.Parse(by, CultureInfo.InvariantCulture);
    }

    public static IEnumerable<object[]> Forms =>
        from form in Enum.GetValues<GraphForm>() from prior in Enum.GetValues<InitialFill>() select new object[] { form, prior };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Nodes_ReadOnlyWhatStandsBeforeThem_AndNameEveryOutputOnce(GraphForm form, InitialFill prior)
    {
        var graph = Read(Samples.Network(UNetSpec.WithWidth(4, 3, prior)), form: form).Graph!;
        var known = graph.Input.Select(i => i.Name!).Concat(graph.Initializer.Select(i => i.Name!)).ToHashSet();
        Assert.Equal(graph.Input.Count + graph.Initializer.Count, known.Count);

        foreach (var node in graph.Node)
        {
            Assert.All(node.Input.Where(i => i != ""), input => Assert.Contains(input, known));
            Assert.All(node.Output, output => Assert.True(known.Add(output), $"{output} is made twice."));
        }

        Assert.All(graph.Output, output => Assert.Contains(output.Name!, known));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Nodes_AreAllRead(GraphForm form, InitialFill prior)
    {
        var graph = Read(Samples.Network(UNetSpec.WithWidth(4, 3, prior)), form: form).Graph!;
        var read = graph.Node.SelectMany(n => n.Input).Concat(graph.Output.Select(o => o.Name!)).ToHashSet();

        Assert.All(graph.Node.SelectMany(n => n.Output), output => Assert.Contains(output, read));
        Assert.All(graph.Initializer, constant => Assert.Contains(constant.Name!, read));
    }

    [Fact]
    public void Constants_HaveAsManyBytesAsTheirShapeSays() => Assert.All(Read(Weights).Graph!.Initializer, constant =>
        Assert.Equal(constant.Dims.Aggregate(1L, (a, b) => a * b) * (constant.DataType == ElementType.Int64 ? 8 : 4),
            constant.RawData!.Length));

    [Theory]
    [InlineData(GraphForm.Direct)]
    [InlineData(GraphForm.Reference)]
    public void Convolutions_AreTwoALayer_OneForMasks(GraphForm form) =>
        Assert.Equal(2 * Weights.Spec.Layers().Count(), Read(Weights, form: form).Graph!.Node.Count(n => n.OpType == "Conv"));

    [Theory]
    [InlineData(GraphForm.Fast, 0)]
    [InlineData(GraphForm.Direct, 0)]
    [InlineData(GraphForm.Reference, 4)]
    public void Nodes_HaveNoControlFlow_AndNormalizeApartInTheReferenceAlone(GraphForm form, int normalizations)
    {
        var nodes = Read(Weights, form: form).Graph!.Node;

        Assert.DoesNotContain(nodes, n => n.OpType is "If" or "Loop" or "Scan");
        Assert.Equal(normalizations, nodes.Count(n => n.OpType == "BatchNormalization"));
    }

    [Fact]
    public void Form_OfNoSuchNumber_IsRefused() =>
        Assert.StartsWith("There is no form 9.",
            Assert.Throws<ArgumentOutOfRangeException>(() => OnnxExport.ToBytes(Weights, new() { Form = (GraphForm)9 })).Message);

    [Fact]
    public void ToBytes_Twice_GivesTheSameBytes() => Assert.Equal(OnnxExport.ToBytes(Weights), OnnxExport.ToBytes(Weights));

    [Fact]
    public void Save_WritesTheSameBytesAndNothingBesides()
    {
        using var folder = new TemporaryFolder();
        OnnxExport.Save(Weights, folder["deep/model.onnx"]);

        Assert.Equal(OnnxExport.ToBytes(Weights), File.ReadAllBytes(folder["deep/model.onnx"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder["deep"]));
    }
}
