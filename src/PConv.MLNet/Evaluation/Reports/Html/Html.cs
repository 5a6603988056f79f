using System.Text;
using System.Xml.Linq;

namespace PConv.MLNet.Evaluation;

/// <summary>Creates elements of an HTML page. Text and attributes are encoded by the XML writer.</summary>
static class Html
{
    /// <summary>An element with an optional class, such as <c>td.best</c>; null content is ignored.</summary>
    public static XElement Tag(string name, params object?[] content)
    {
        var parts = name.Split('.', 2);
        return new(parts[0], parts.Length == 1 ? null : new XAttribute("class", parts[1]), content);
    }

    /// <summary>An attribute; numbers are formatted with the invariant culture.</summary>
    public static XAttribute Is(string name, object value) => new(name, value);

    /// <summary>Replaces control characters and unpaired surrogates in external text, which are not allowed in a page.</summary>
    public static string Shown(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) || r.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : r));

    /// <summary>A container that scrolls horizontally on narrow screens, also by keyboard.</summary>
    public static XElement Scroll(string label, params object?[] content) =>
        Tag("div.scroll", Is("tabindex", 0), Is("role", "region"), Is("aria-label", label), content);

    /// <summary>Reads an embedded resource.</summary>
    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Html).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>The color and marker of a method, by its index.</summary>
    public static XElement Key(int method) =>
        Tag("svg.pconv-chart key", Is("viewBox", "-14 -7 28 14"), Is("aria-hidden", "true"), ChartStyle.Sign(method, 0, 0));
}
