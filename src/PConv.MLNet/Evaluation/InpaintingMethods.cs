using PConv.MLNet.Classical;
using PConv.MLNet.Inference;

namespace PConv.MLNet.Evaluation;

// The methods by name: pconv inpaint, evaluate, study and serve and the REST service read them from here.
public sealed partial class InpaintingMethod
{
    /// <summary>The network in the default style of its model, which is natural for the built-in model. The default method; a model file
    /// can replace the network.</summary>
    public const string Natural = "natural";

    /// <summary>The same network in the faithful style: its unmodified output, which has the least error.</summary>
    public const string Faithful = "faithful";

    /// <summary>All methods, the network first. Each line has the name, a description and a factory.</summary>
    public static IReadOnlyList<InpaintingMethod> All { get; } =
    [
        OfNetwork(Natural, InpaintingModel.BuiltIn,
            "what a person would choose: structure by the built-in model, texture from the surroundings"),
        OfNetwork(Faithful, InpaintingModel.BuiltIn, "the least error: the built-in model alone; soft in wide holes"),
        new("edge-enhancing", "diffusion along edges on a pyramid (after Weickert 1998), from which the built-in model starts",
            () => new EdgeEnhancingInpainter()),
        new("harmonic", "the harmonic function that continues the known pixels", () => new HarmonicInpainter()),
        new("biharmonic", "the biharmonic function, which continues slopes as well", () => new BiharmonicInpainter()),
        new("telea", "fast marching (Telea 2004)", () => new TeleaInpainter()),
        new("navier-stokes", "fast marching along isophotes (Bertalmio et al. 2001)", () => new NavierStokesInpainter()),
        new("patchmatch", "texture from elsewhere in the image where it costs no accuracy (Barnes et al. 2009)",
            () => new PatchMatchInpainter()),
        new("patchmatch-texture", "to remove an object: texture from elsewhere in the image at full strength",
            () => new PatchMatchInpainter(PatchMatchOptions.Textured)),
    ];

    /// <summary>Names of the methods, such as <c>natural, harmonic</c>.</summary>
    public static string Names => string.Join(", ", All.Select(m => m.Name));

    /// <summary>Whether a name stands for the network, in either style.</summary>
    public static bool IsNetwork(string name) => name is Natural or Faithful;

    /// <summary>The style that a method's name requests; null if it depends on the model or the method has no style.</summary>
    public static InpaintingStyle? StyleOf(string name) => name == Faithful ? InpaintingStyle.Faithful : null;

    /// <summary>Whether a method and a style can be combined: only networks have styles, and the style must match the method's
    /// name.</summary>
    public static bool Agree(string name, InpaintingStyle? style) => style switch
    {
        null => true,
        InpaintingStyle.Natural => name == Natural,
        _ => name == Faithful,
    };

    /// <summary>Parses the name of a method, or a custom name with a model file: <c>harmonic</c>, <c>mine=model.onnx</c>.</summary>
    /// <exception cref="ArgumentException">There is no method with that name.</exception>
    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    public static InpaintingMethod Parse(string text) => Parse(text, null);

    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="text">The name, with or without a file.</param>
    /// <param name="network">The model to use as the network, in both styles; null for the built-in model.</param>
    public static InpaintingMethod Parse(string text, InpaintingModel? network)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0 ? FromModel(text[..equals], InpaintingModel.FromFile(text[(equals + 1)..]))
            : network is not null && IsNetwork(text) ? OfNetwork(text, network, network.Name)
            : All.FirstOrDefault(m => m.Name == text)
                ?? throw new ArgumentException(
                    $"There is no method '{text}'. Take {Names}, or a model file under a name of your own, as in mine=model.onnx.");
    }

    static InpaintingMethod OfNetwork(string name, InpaintingModel model, string description) =>
        FromModel(name, model, description, StyleOf(name));
}
