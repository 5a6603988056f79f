using System.Globalization;
using System.Xml.Linq;

namespace PConv.MLNet.Evaluation;

/// <summary>How a method is drawn: by colour and by shape, so that neither is needed alone.</summary>
static class Marker
{
    /// <summary>Colours in report.css, m0 to m5.</summary>
    const int Colours = 6;

    /// <summary>Disc, square, triangle, diamond, triangle on its tip: about as large each.</summary>
    static readonly string[] Shapes =
    [
        "m-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z",
        "m-3.8-3.8h7.6v7.6h-7.6z",
        "m0-5l4.6 8.4h-9.2z",
        "m0-5.4l5.4 5.4l-5.4 5.4l-5.4-5.4z",
        "m0 5l4.6-8.4h-9.2z",
    ];

    /// <summary>The number of a method's colour.</summary>
    public static int StyleOf(int method) => method % Colours;

    /// <summary>The marker at a place. Five shapes and six colours tell thirty methods apart.</summary>
    public static XElement At(int method, double x, double y, string? title = null) => Html.Tag($"path.marker m{StyleOf(method)}",
        Html.Is("d", string.Create(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}{Shapes[method % Shapes.Length]}")),
        title is null ? null : Html.Tag("title", title));
}
