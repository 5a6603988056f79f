using System.Security.Cryptography;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>A named method for filling holes.</summary>
public sealed partial class InpaintingMethod
{
    readonly Func<OnnxInpainterOptions?, IInpainter> open;
    readonly Lazy<string> identity;

    /// <summary>Creates a method without a model.</summary>
    /// <param name="name">Letters, digits, dots, hyphens and underscores, because it is used in file names.</param>
    /// <param name="description">Short description of the method.</param>
    /// <param name="create">Creates an inpainter, which is disposed after use if it is disposable.</param>
    /// <exception cref="ArgumentException">The name is empty or contains other characters.</exception>
    public InpaintingMethod(string name, string description, Func<IInpainter> create)
        : this(name, description, _ => create(), () => name) => ArgumentNullException.ThrowIfNull(create);

    InpaintingMethod(string name, string description, Func<OnnxInpainterOptions?, IInpainter> open, Func<string> identity)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (string.IsNullOrEmpty(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') || name[0] == '.')
        {
            throw new ArgumentException(
                $"A method cannot be called '{name}'. Use letters, digits, dots, hyphens and underscores, as in mine=model.onnx.");
        }

        (Name, Description, this.open, this.identity) = (name, description, open, new(identity));
    }

    /// <summary>Name of the method in tables.</summary>
    public string Name { get; }

    /// <summary>Short description of the method.</summary>
    public string Description { get; }

    /// <summary>Identifies the method in saved results: its name, or the SHA-256 of its model.</summary>
    internal string Identity => identity.Value;

    /// <summary>Creates a method that runs a network.</summary>
    /// <param name="name">Letters, digits, dots, hyphens and underscores.</param>
    /// <param name="model">The built-in model, a model file, or a model in memory.</param>
    /// <param name="description">Short description; the model's name by default.</param>
    /// <param name="style">Style of the fills; null, the default, depends on the model.</param>
    /// <exception cref="ArgumentException">The name is empty or contains other characters.</exception>
    public static InpaintingMethod FromModel(string name, InpaintingModel model, string? description = null, InpaintingStyle? style = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(name, description ?? model.Name,
            options => OnnxInpainter.Open(model, style is null ? options : (options ?? new()) with { Style = style }),
            () => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(model.ToBytes()))}{(style is null ? "" : $" {style}")}");
    }

    /// <summary>Creates an inpainter. Dispose it after use if it is disposable.</summary>
    /// <param name="options">Device and threads of a network; other methods ignore them.</param>
    public IInpainter Open(OnnxInpainterOptions? options = null) => open(options);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
