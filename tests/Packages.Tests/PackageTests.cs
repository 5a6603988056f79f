using System.Reflection.Metadata;

namespace Packages.Tests;

/// <summary>What lies in the packages.</summary>
public sealed class PackageTests
{
    static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE"); // of the portable PDB format

    public static TheoryData<string> All =>
        ["PConv.MLNet", "PConv.MLNet.Training", "PConv.MLNet.AspNetCore", "PConv.MLNet.Templates", "pconv", "pconv-train"];

    public static TheoryData<string> Libraries => ["PConv.MLNet", "PConv.MLNet.Training", "PConv.MLNet.AspNetCore"];

    [Theory]
    [MemberData(nameof(All))]
    public void Package_NamesLicenseAndDescriptionAndShowsReadmeAndIcon(string id)
    {
        var package = Feed.Open(id);

        Assert.Equal((id, Feed.Version, "MIT"), (package["id"], package["version"], package["license"]));
        Assert.Contains("Liu et al., ECCV 2018", package["description"]);
        Assert.StartsWith($"# {id}\n", package.Text(package["readme"]!));
        Assert.Equal((128, 128), Size(package.Bytes(package["icon"]!)));
        Assert.DoesNotMatch(@"\]\((?!http)", package.Text("README.md")); // a gallery shows no other files
    }

    [Theory]
    [InlineData("PConv.MLNet",
        "Microsoft.ML Microsoft.ML.ImageAnalytics Microsoft.ML.OnnxRuntime.Managed NetVips NetVips.Native protobuf-net System.Text.Json")]
    [InlineData("PConv.MLNet.Training", "TorchSharp PConv.MLNet protobuf-net")]
    [InlineData("PConv.MLNet.AspNetCore", "Microsoft.ML.ImageAnalytics PConv.MLNet System.Diagnostics.DiagnosticSource")]
    public void Dependencies_AreThoseNamedInTheProjects(string id, string packages) => Assert.Equal(
        packages.Split(' ').Order(StringComparer.Ordinal).Select(p => (p, p == "PConv.MLNet" ? Feed.Version : Feed.Versions[p])),
        Feed.Open(id).Dependencies.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Key, d.Value)));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Assemblies_HaveTheirDocumentationBesideThem_AndSymbolsWithSources(string id)
    {
        var (package, symbols) = (Feed.Open(id), Feed.Open(id, "snupkg"));
        string[] assemblies = [.. package.Files("lib/net8.0/", ".dll").Select(file => Path.ChangeExtension(file, null))];

        Assert.NotEmpty(assemblies);
        Assert.Equal(assemblies.Order(), package.Files("lib/", ".xml").Select(file => Path.ChangeExtension(file, null)).Order());
        Assert.Equal(assemblies.Order(), symbols.Files("lib/", ".pdb").Select(file => Path.ChangeExtension(file, null)).Order());
        Assert.All(symbols.Files("lib/"), file => Assert.NotEmpty(Sources(symbols.Bytes(file))));
        Assert.All(symbols.Files("lib/").SelectMany(file => Sources(symbols.Bytes(file))), path => Assert.DoesNotContain(Feed.Root, path));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Package_OfALibrary_HoldsTheAssemblyOfItsNameAlone(string id) =>
    Assert.Equal([$"lib/net8.0/{id}.dll"], Feed.Open(id).Files("lib/", ".dll"));

    [Fact]
    public void FrameworkReference_OfTheWebPackage_IsAspNetCore() =>
        Assert.Equal("Microsoft.AspNetCore.App",
            Assert.Single(Feed.Open("PConv.MLNet.AspNetCore").Metadata.Descendants(), e => e.Name.LocalName == "frameworkReference")
            .Attribute("name")!.Value);

    /// <summary>Paths of the documents whose text is in the symbols.</summary>
    static IEnumerable<string> Sources(byte[] pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage([.. pdb]);
        var reader = provider.GetMetadataReader();
        return [.. reader.Documents.Where(d => reader.GetCustomDebugInformation(d)
            .Any(i => reader.GetGuid(reader.GetCustomDebugInformation(i).Kind) == EmbeddedSource))
            .Select(d => reader.GetString(reader.GetDocument(d).Name))];
    }

    static (int, int) Size(byte[] png) =>
        (System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
