using System.Globalization;
using System.Xml.Linq;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>Writes the page section by section: protocol, curves and tables, comparisons, images, notes.</summary>
static class HtmlPage
{
    public static void Write(TextWriter page, EvaluationResult result, HtmlSamples samples, HtmlImages images)
    {
        var title = $"Evaluation of {string.Join(", ", result.Methods)}";
        page.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
        Line(Tag("meta", Is("charset", "utf-8")));
        Line(Tag("meta", Is("name", "viewport"), Is("content", "width=device-width, initial-scale=1")));
        Line(Tag("meta", Is("name", "color-scheme"), Is("content", "light dark")));
        Line(Tag("title", title));
        page.Write($"<style>\n{Resource("report.css")}{ChartStyle.DarkSheet}</style>\n</head>\n<body>\n");
        Line(Tag("header",
            Tag("h1", "Evaluation of image inpainting"),
            ReportText.Notes(result).Select(note => Tag("p.lead", Shown(note))),
            Tag("nav", Is("aria-label", "Sections"), Sections().Select(s => Tag("a", Is("href", $"#{s.Id}"), s.Title)))));
        page.Write("<main>\n");
        Section("methods", Methods());
        foreach (var metric in result.Metrics)
        {
            Section(metric.Key, [
                .. ReportText.Caution(result, metric) is { } caution ? (XElement[])[Tag("p", caution)] : [],
                HtmlCurves.Figure(HtmlCurves.Means(result, metric)), HtmlTables.Create(result, metric)]);
        }

        Section("time", HtmlTables.Seconds(result));
        if (result.Methods.Count > 1)
        {
            Section("comparisons", [
                .. result.Methods.Skip(1).Select(other => Tag("div", Tag("h3", $"{result.Methods[0]} and {other}"),
                    Tag("ul", ReportText.Comparisons(result, other).Select(line => Tag("li", line))))),
                HtmlCurves.Figure(HtmlCurves.Gains(result)), HtmlTables.Gains(result)]);
        }

        Figures("samples",
            "Images with a mask each, from small to large holes. Under each fill PSNR, SSIM and L1 over the whole image, "
                + "and the perceptual distance where it was measured (0 = equal); the best PSNR of a row is bold.",
            samples.Samples.Select(s => images.Case(s.Image, s.Class)));
        Figures("growing",
            "One image with larger and larger holes, a row a method. Under each fill PSNR and SSIM; the best PSNR of a column is bold.",
            samples.Growing.Select(images.Growing));
        Figures("worst", $"Where the PSNR of {result.Methods[0]} is farthest below the best other method's, of all images and masks.",
            samples.Worst.Select(s => images.Case(s.Image, s.Class)));
        Section("notes", Notes());
        page.Write($"</main>\n<script>\n{Resource("report.js")}</script>\n</body>\n</html>\n");

        void Line(XElement element) => page.Write(element.ToString(SaveOptions.DisableFormatting) + '\n');

        IEnumerable<(string Id, string Title)> Sections() =>
        [
            ("methods", "Methods"),
            .. result.Metrics.Select(m => (m.Key, m.Name)),
            ("time", "Time"),
            .. result.Methods.Count > 1 ? [("comparisons", "Comparisons")] : Array.Empty<(string, string)>(),
            .. samples.Samples.Count > 0 ? [("samples", "Samples")] : Array.Empty<(string, string)>(),
            .. samples.Growing.Count > 0 ? [("growing", "Growing holes")] : Array.Empty<(string, string)>(),
            .. samples.Worst.Count > 0 ? [("worst", $"Worst cases of {result.Methods[0]}")] : Array.Empty<(string, string)>(),
            ("notes", "Notes"),
        ];

        void Section(string id, params IEnumerable<XElement> content) =>
            Line(Tag("section", Is("id", id), Is("aria-labeledby", $"{id}-title"), Heading(id), content));

        XElement Heading(string id) => Tag("h2", Is("id", $"{id}-title"), Sections().First(s => s.Id == id).Title);

        void Figures(string id, string introduction, IEnumerable<XElement> figures)
        {
            if (Sections().Any(s => s.Id == id))
            {
                page.Write($"<section id=\"{id}\" aria-labeledby=\"{id}-title\">\n");
                Line(Heading(id));
                Line(Tag("p", introduction));
                foreach (var figure in figures) // one at a time, to bound memory
                {
                    Line(figure);
                }

                page.Write("</section>\n");
            }
        }

        XElement Methods() => Tag("dl.methods", result.Options.Methods.Select((m, i) => Tag("div",
            Tag("dt", Key(i), " ", m.Name), Tag("dd", Shown(m.Description)))));

        IEnumerable<XElement> Notes() =>
        [
            Tag("ul", Tag("li", ReportText.Statistics),
                Tag("li", "The bands in the curves are the intervals of means over images. They overlap where images differ more than "
                    + "methods do; the comparisons pair the fills of each image and do not have this spread."),
                samples.Any && result.Options.Size is var size && size > samples.Side ? Tag("li", FormattableString.Invariant(
                    $"Images in this page are scaled from {size}×{size} to {samples.Side}×{samples.Side} by averaging over areas; ")
                    + "scores are of the full size.") : null!,
                samples.Any ? Tag("li", "A click on an image, or Enter, shows it large; the arrow keys step through its row in place.")
                    : null!),
            .. result.Unreadable.Count == 0 ? (XElement[])[] : [List("Images left out",
                result.Unreadable.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => $"{u.Key}: {u.Value}"))],
            List(string.Create(CultureInfo.InvariantCulture, $"The {result.Images.Count:N0} images"), result.Images),
        ];

        XElement List(string summary, IEnumerable<string> items) =>
            Tag("details", Tag("summary", summary), Tag("ul.names", items.Select(item => Tag("li", Shown(item)))));
    }
}
