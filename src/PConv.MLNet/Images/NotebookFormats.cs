using System.Diagnostics.CodeAnalysis;

namespace PConv.MLNet.Images;

/// <summary>Tells a notebook kernel how to display a type. .NET Interactive accepts any attribute with this name, so its package need not
/// be referenced.</summary>
/// <param name="formatterSourceType">A type whose CreateTypeFormatters creates the formatters.</param>
[AttributeUsage(AttributeTargets.Class)]
sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The supported MIME types, preferred one first.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "Looked up by name and type.")]
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>Displays images inline in notebooks.</summary>
sealed class NotebookFormats
{
    public const string Png = "image/png", Svg = "image/svg+xml", Text = "text/plain";

    /// <summary>Called by the kernel, by name.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Looked up on an instance.")]
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new NotebookFormat(Png, value => value is IPngSource source ? Convert.ToBase64String(source.ToPngBytes()) : null),
        new NotebookFormat(Svg, value => (value as SvgImage)?.Svg),
        new NotebookFormat(Text, value => value.ToString()),
    ];
}

/// <summary>What notebooks show as a PNG image.</summary>
interface IPngSource
{
    byte[] ToPngBytes();
}

/// <summary>One form of a value; its members are found by name.</summary>
sealed class NotebookFormat(string mimeType, Func<object, string?> write)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        var text = write(instance);
        writer.Write(text);
        return text is not null;
    }
}
