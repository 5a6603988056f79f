using System.Text;
using System.Xml.Linq;

namespace PConv.MLNet.Evaluation;

/// <summary>Elements of a page. Text and attributes are encoded where they are written out, none can be forgotten.</summary>
static class Html
{
    /// <summary>An element with a class, as in <c>td.best</c>; null content is left out.</summary>
    public static XElement Tag(string name, params object?[] content)
    {
        var parts = name.Split('.', 2);
        return new(parts[0], parts.Length == 1 ? null : new XAttribute("class", parts[1]), content);
    }

    /// <summary>An attribute; numbers as the invariant culture writes them.</summary>
    public static XAttribute Is(string name, object value) => new(name, value);

    /// <summary>A name or message from outside, whose control characters and halves of characters a page cannot hold.</summary>
    public static string Shown(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) || r.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : r));

    /// <summary>A place that scrolls sideways where it is narrow, by keys as well.</summary>
    public static XElement Scroll(string label, params object?[] content) =>
        Tag("div.scroll", Is("tabindex", 0), Is("role", "region"), Is("aria-label", label), content);

    /// <summary>A file that lies in this assembly.</summary>
    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Html).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>The color and the marker of a method, by its place.</summary>
    public static XElement Key(int method) =>
        Tag("svg.pconv-chart key", Is("viewBox", "-14 -7 28 14"), Is("aria-hidden", "true"), ChartStyle.Sign(method, 0, 0));
}
