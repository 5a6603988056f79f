using PConv.MLNet.Core;

namespace PConv.MLNet.Scoring;

/// <summary>The trained network inside this assembly; how it was made stands in BuiltIn/README.md.</summary>
public static class BuiltInModel
{
    const string Resource = "builtin.pconvw";

    /// <summary>Reads its specification and weights.</summary>
    public static NetworkWeights Load()
    {
        using var stream = typeof(BuiltInModel).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("This build carries no built-in model. Train one with 'pconv-train train' and pass its file.");
        return NetworkWeights.Load(stream, "the built-in model");
    }
}
