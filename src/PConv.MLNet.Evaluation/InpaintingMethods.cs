using PConv.MLNet.Baselines;
using PConv.MLNet.Scoring;

namespace PConv.MLNet.Evaluation;

/// <summary>The methods that have a name: the one list that <c>pconv inpaint</c> and <c>pconv evaluate</c> choose from.</summary>
public static class InpaintingMethods
{
    /// <summary>Name of the network, which a model file may replace.</summary>
    public const string Network = "pconv";

    /// <summary>All of them, the network first. A line each: name, what it does, how one is made.</summary>
    public static IReadOnlyList<InpaintingMethod> All { get; } =
    [
        InpaintingMethod.OfModel(Network, InpaintingModel.BuiltIn, "partial convolutions, the built-in model"),
        InpaintingMethod.OfModel($"{Network}-texture", InpaintingModel.BuiltIn, "the same with texture from the surroundings, for the eye", new()),
        new("prior", "edge-enhancing diffusion on a pyramid (after Weickert 1998), from which the built-in model starts", () => new EdgeEnhancingInpainter()),
        new("harmonic", "the harmonic function that continues the known pixels", () => new HarmonicInpainter()),
        new("biharmonic", "the biharmonic function, which continues slopes as well", () => new BiharmonicInpainter()),
        new("telea", "fast marching (Telea 2004)", () => new TeleaInpainter()),
        new("navier-stokes", "fast marching along isophotes (Bertalmio et al. 2001)", () => new NavierStokesInpainter()),
        new("patchmatch", "texture from elsewhere in the image as far as it helps (Barnes et al. 2009)", () => new PatchMatchInpainter()),
        new("patchmatch-texture", "the same at full strength, for the eye", () => new PatchMatchInpainter(PatchMatchOptions.Textured)),
    ];

    /// <summary>Their names, as in <c>pconv, harmonic</c>.</summary>
    public static string Names => string.Join(", ", All.Select(m => m.Name));

    /// <summary>The method of a name, or a model under a name of one's own: <c>harmonic</c>, <c>mine=model.onnx</c>.</summary>
    /// <exception cref="ArgumentException">There is no method of that name.</exception>
    /// <exception cref="FileNotFoundException">There is no such model file.</exception>
    public static InpaintingMethod Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0
            ? InpaintingMethod.OfModel(text[..equals], InpaintingModel.FromFile(text[(equals + 1)..]))
            : All.FirstOrDefault(m => m.Name == text)
                ?? throw new ArgumentException($"There is no method '{text}'. Take {Names}, or a model file under a name of your own, as in mine=model.onnx.");
    }
}
