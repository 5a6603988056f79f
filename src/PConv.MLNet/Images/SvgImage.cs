using System.Globalization;
using PConv.MLNet.Files;

namespace PConv.MLNet.Images;

/// <summary>An SVG drawing, such as a chart, that can be displayed in notebooks, saved to a file or embedded in a page.</summary>
[TypeFormatterSource(typeof(NotebookFormats), PreferredMimeTypes = [NotebookFormats.Svg, NotebookFormats.Text])]
public sealed class SvgImage
{
    /// <summary>Wraps the SVG text of a drawing.</summary>
    /// <param name="svg">An svg element with its namespace.</param>
    /// <exception cref="ArgumentException">The text does not start with an svg element.</exception>
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

    /// <summary>The SVG text.</summary>
    public string Svg { get; }

    /// <summary>Reads a file, such as the <c>loss.svg</c> in a training's output folder.</summary>
    /// <exception cref="ArgumentException">The file contains something else.</exception>
    public static SvgImage Load(string path) => new(File.ReadAllText(path));

    /// <summary>Writes the drawing to a file, under a temporary name until it is complete.</summary>
    public void Save(string path) => AtomicFile.Write(path, file => File.WriteAllText(file, Svg));

    /// <summary>The drawing as an HTML element. Notebooks find this method by its name.</summary>
    public string ToHtml() => Svg;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"SVG drawing of {Svg.Length:N0} characters");
}
