using System.Globalization;
using PConv.MLNet.Files;

namespace PConv.MLNet.Images;

/// <summary>A drawing, such as a chart, as SVG: shown inline by notebooks, written to a file or put into a page.</summary>
[TypeFormatterSource(typeof(NotebookFormats), PreferredMimeTypes = [NotebookFormats.Svg, NotebookFormats.Text])]
public sealed class SvgImage
{
    /// <summary>Wraps the text of a drawing.</summary>
    /// <param name="svg">An svg element with its namespace.</param>
    /// <exception cref="ArgumentException">The text does not begin with one.</exception>
    public SvgImage(string svg)
    {
        ArgumentNullException.ThrowIfNull(svg);
        if (!svg.StartsWith("<svg", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"A drawing begins with <svg, got '{svg[..Math.Min(svg.Length, 20)]}'. Pass the text of an SVG file without an XML " +
                $"declaration.");
        }

        Svg = svg;
    }

    /// <summary>The drawing's text.</summary>
    public string Svg { get; }

    /// <summary>Reads a file, such as the <c>loss.svg</c> that a training leaves in its folder.</summary>
    /// <exception cref="ArgumentException">The file holds something else.</exception>
    public static SvgImage Load(string path) => new(File.ReadAllText(path));

    /// <summary>Writes the drawing into a file, under a temporary name until it is whole.</summary>
    public void Save(string path) => AtomicFile.Write(path, file => File.WriteAllText(file, Svg));

    /// <summary>The drawing as an element of a page, for notebooks that look for a method of this name.</summary>
    public string ToHtml() => Svg;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"SVG drawing of {Svg.Length:N0} characters");
}
