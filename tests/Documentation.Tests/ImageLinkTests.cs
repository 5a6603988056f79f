using System.Text.Json.Nodes;
using PConv.MLNet.Images;

namespace Documentation.Tests;

/// <summary>The images of docs/images.</summary>
public class ImageLinkTests
{
    static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Page.Root, "docs", "images", name));

    [Theory]
    [InlineData("layers.png")]
    [InlineData("mask-update.png")]
    public void Image_IsOneThatTheNotebookShows(string name)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(Page.Root, "notebooks", "02-partial-convolution.ipynb")))!;
        var shown = notebook["cells"]!.AsArray().SelectMany(cell => cell!["outputs"]?.AsArray() ?? [])
            .Select(output => output!["data"]?["image/png"]).Where(png => png is not null)
            .Select(png => png is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string)png!);

        Assert.Contains(Read(name), shown.Select(Convert.FromBase64String));
    }

    [Theory]
    [InlineData("before-after.jpg", 3)]
    [InlineData("gallery.jpg", 5)]
    public void Images_OfTheDemo_HaveHolesAboveAndFillsBelowAndAreSmall(string name, int cases)
    {
        var size = ImageFile.SizeOf(Read(name), name);

        // as BeforeAfter of the demo makes it
        Assert.Equal(new(cases * 256 + (cases - 1) * 8, 2 * 256 + 8), size);
        Assert.InRange(Read(name).Length, 1, 600_000);
    }

    [Fact]
    public void Images_AreAllShown()
    {
        var shown = Page.Names.SelectMany(name => new Page(name).Links).Select(link => Path.GetFileName(link.Path));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Page.Root, "docs", "images")).Select(Path.GetFileName).Except(shown));
    }
}
