using PConv.MLNet.Networks;

namespace PConv.MLNet.Inference;

/// <summary>The trained network inside this assembly; BuiltIn/README.md describes how it was trained.</summary>
static class BuiltInModel
{
    /// <summary>Reads the specification and weights of the built-in model.</summary>
    public static NetworkWeights Load() => Load("builtin.pconvw", "the built-in model");

    /// <summary>Reads the network that refines fills of the natural style.</summary>
    internal static NetworkWeights LoadRefiner() => Load("natural.pconvw", "the network of the natural style");

    static NetworkWeights Load(string resource, string name)
    {
        using var stream = typeof(BuiltInModel).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException(
                $"This build carries no '{resource}'. Take a build that does, or train a network with 'pconv-train train' and pass its " +
                $"file.");
        return WeightsFile.ReadUnchecked(stream, name); // embedded in the assembly, so the checksum is not verified
    }
}
