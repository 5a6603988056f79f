using System.Collections;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Looked up by name, as .NET Interactive does.</summary>
public class NotebookFormatsTests
{
    /// <summary>The forms in which a kernel shows a value, the best first.</summary>
    static (string Form, string Text)[] Shown(object value)
    {
        var attribute = value.GetType().GetCustomAttributes(true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)Get(attribute, "FormatterSourceType"))!;
        var formats = ((IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!).Cast<object>().ToArray();
        return [.. ((string[])Get(attribute, "PreferredMimeTypes")).Select(form =>
            (form, Written(formats.Single(f => (string)Get(f, "MimeType") == form), value)))];
    }

    static object Get(object of, string property) => of.GetType().GetProperty(property)!.GetValue(of)!;

    static string Written(object format, object value)
    {
        var writer = new StringWriter();
        Assert.Equal(true, format.GetType().GetMethod("Format")!.Invoke(format, [value, writer]));
        return writer.ToString();
    }

    [Fact]
    public void Image_IsShownAsPngAndInWords()
    {
        var image = new RgbImage(4, 3);

        Assert.Equal([("image/png", Convert.ToBase64String(image.ToPngBytes())), ("text/plain", "image of 4×3")], Shown(image));
        Assert.Equal($"<img src=\"data:image/png;base64,{Convert.ToBase64String(image.ToPngBytes())}\" alt=\"image of 4×3\"/>",
            image.ToHtml());
    }

    [Fact]
    public void Mask_IsShownWithWhiteHoles()
    {
        var mask = Mask.FromHoles(2, 2, [true, false, false, false]);

        Assert.Equal([("image/png", Convert.ToBase64String(mask.ToImage().ToPngBytes())), ("text/plain", "mask of 2×2, 25.0 % hole")],
            Shown(mask));
        Assert.Equal(mask.ToImage().ToHtml(), mask.ToHtml());
    }

    [Fact]
    public void Drawing_IsShownAsItself()
    {
        var drawing = new SvgImage("<svg xmlns=\"http://www.w3.org/2000/svg\"/>");

        Assert.Equal([("image/svg+xml", drawing.Svg), ("text/plain", "SVG drawing of 41 characters")], Shown(drawing));
        Assert.Equal(drawing.Svg, drawing.ToHtml());
    }

    [Fact]
    public void Format_OfAnotherType_IsRefused()
    {
        var svg = new NotebookFormats().CreateTypeFormatters().Cast<NotebookFormat>().Single(f => f.MimeType == "image/svg+xml");

        Assert.False(svg.Format(new RgbImage(1, 1), new StringWriter())); // a kernel then tries the next one
    }
}
