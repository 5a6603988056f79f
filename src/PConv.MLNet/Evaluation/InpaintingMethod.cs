using System.Security.Cryptography;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>A way to fill holes, under the name that stands in tables.</summary>
public sealed class InpaintingMethod
{
    readonly Func<OnnxInpainterOptions?, IInpainter> open;
    readonly Lazy<string> identity;

    /// <summary>A method without a model.</summary>
    /// <param name="name">Letters, digits, dots, hyphens and underscores: files are named after it.</param>
    /// <param name="description">What it does, in a few words.</param>
    /// <param name="create">Makes one; what is disposable is disposed after use.</param>
    /// <exception cref="ArgumentException">The name is empty or has other characters.</exception>
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

    /// <summary>What tables call it.</summary>
    public string Name { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Description { get; }

    /// <summary>Tells methods apart whose results may differ: the name, or the SHA-256 of the model.</summary>
    internal string Identity => identity.Value;

    /// <summary>A network.</summary>
    /// <param name="name">Letters, digits, dots, hyphens and underscores.</param>
    /// <param name="model">The model that ships with the library, a file's, or one in memory.</param>
    /// <param name="description">What it is; the model's name if left out.</param>
    /// <param name="style">What fills are for; null, the default, goes by the model.</param>
    /// <exception cref="ArgumentException">The name is empty or has other characters.</exception>
    public static InpaintingMethod FromModel(string name, InpaintingModel model, string? description = null, InpaintingStyle? style = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(name, description ?? model.Name,
            options => OnnxInpainter.Open(model, style is null ? options : (options ?? new()) with { Style = style }),
            () => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(model.ToBytes()))}{(style is null ? "" : $" {style}")}");
    }

    /// <summary>Makes one, to be disposed after use if it is disposable.</summary>
    /// <param name="options">Device and threads of a network; others have none.</param>
    public IInpainter Open(OnnxInpainterOptions? options = null) => open(options);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
