using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class SvgImageTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_OfWhatSaveWrote_GivesTheDrawing()
    {
        var drawing = new SvgImage("<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h1\"/></svg>");

        drawing.Save(folder["deep/a.svg"]);

        Assert.Equal(drawing.Svg, SvgImage.Load(folder["deep/a.svg"]).Svg);
        Assert.Single(Directory.EnumerateFiles(folder["deep"]));
    }

    [Fact]
    public void Constructor_WithoutAnSvgElement_SaysWhatItGot() => Assert.Equal(
        "A drawing begins with <svg, got '<?xml version=\"1.0\"?'. Pass the text of an SVG file without an XML declaration.",
        Assert.Throws<ArgumentException>(() => new SvgImage("<?xml version=\"1.0\"?>\n<svg/>")).Message);
}
