using System.Diagnostics.CodeAnalysis;

namespace PConv.MLNet.Images;

/// <summary>Tells a notebook's kernel how to show a type. .NET Interactive takes any attribute of this name, so that its package need not
/// be referenced.</summary>
/// <param name="formatterSourceType">A type whose CreateTypeFormatters makes the formatters.</param>
[AttributeUsage(AttributeTargets.Class)]
sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The forms that are shown, the best one first.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "Looked up by name and type.")]
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>Shows images inline in notebooks.</summary>
sealed class NotebookFormats
{
    public const string Png = "image/png", Svg = "image/svg+xml", Text = "text/plain";

    /// <summary>Called by a kernel, by name.</summary>
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
