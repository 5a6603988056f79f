using Mono.Cecil;
using PConv.MLNet.AspNetCore;
using PConv.MLNet.Masks;

namespace Packages.Tests;

/// <summary>What may use what, read from the compiled assemblies. Constants of other types leave no trace there.</summary>
public sealed class LayerTests
{
    /// <summary>Namespace → those it may use beside itself. The extensions of ML.NET belong to the last.</summary>
    static readonly Dictionary<string, string[]> Layers = new()
    {
        ["PConv.MLNet.Files"] = [],
        ["PConv.MLNet.Images"] = ["PConv.MLNet.Files"],
        ["PConv.MLNet.Masks"] = ["PConv.MLNet.Files", "PConv.MLNet.Images"],
        ["PConv.MLNet.Networks"] = ["PConv.MLNet.Files", "PConv.MLNet.Images", "PConv.MLNet.Masks"],
        ["PConv.MLNet.Onnx"] = ["PConv.MLNet.Files", "PConv.MLNet.Images", "PConv.MLNet.Networks"],
        ["PConv.MLNet.Classical"] = ["PConv.MLNet.Images", "PConv.MLNet.Masks", "PConv.MLNet.Networks"],
        ["PConv.MLNet.Inference"] =
        [
            "PConv.MLNet.Files", "PConv.MLNet.Images", "PConv.MLNet.Masks", "PConv.MLNet.Networks", "PConv.MLNet.Onnx",
            "PConv.MLNet.Classical",
        ],
        ["PConv.MLNet.Evaluation"] =
            ["PConv.MLNet.Files", "PConv.MLNet.Images", "PConv.MLNet.Masks", "PConv.MLNet.Classical", "PConv.MLNet.Inference"],
        ["PConv.MLNet"] =
        [
            "PConv.MLNet.Files", "PConv.MLNet.Images", "PConv.MLNet.Masks", "PConv.MLNet.Networks", "PConv.MLNet.Classical",
            "PConv.MLNet.Inference", "PConv.MLNet.Evaluation",
        ],
    };

    [Fact]
    public void Namespaces_OfPConvMLNet_UseOnlyThoseBelowThem()
    {
        using var module = ModuleDefinition.ReadModule(typeof(Mask).Assembly.Location);
        (string? From, string? To, string Use)[] uses =
        [
            .. from type in module.Types
               from used in UsedTypes.Of(type).Distinct()
               where used.Scope == module
               select (Layer(type), Layer(used), $"{type.FullName} uses {used.FullName}"),
        ];

        Assert.Equal(Layers.Keys.Order(), uses.Select(use => use.From).OfType<string>().Distinct().Order());
        string[] upward = [.. uses
            .Where(use => use is { From: { } user, To: { } used } && user != used && !Layers[user].Contains(used))
            .Select(use => use.Use)];
        Assert.True(upward.Length == 0, string.Join('\n', upward));
    }

    [Theory]
    [InlineData(typeof(Mask))]
    [InlineData(typeof(InpaintingServiceOptions))]
    public void References_BelowTraining_AreWithoutTorch(Type type) =>
        Assert.DoesNotContain(type.Assembly.GetReferencedAssemblies(), name => name.Name!.Contains("Torch", StringComparison.Ordinal));

    /// <summary>The layer of a type; namespaces inside of one belong to it. What the compiler makes for all belongs to none.</summary>
    static string? Layer(TypeReference type) => type.Namespace.StartsWith("Microsoft.ML", StringComparison.Ordinal)
        ? "PConv.MLNet"
        : Layers.Keys.Where(layer => $"{type.Namespace}.".StartsWith(layer + ".", StringComparison.Ordinal)).MaxBy(layer => layer.Length);
}
