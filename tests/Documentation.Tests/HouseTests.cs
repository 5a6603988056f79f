using System.Xml.Linq;

namespace Documentation.Tests;

/// <summary>docs/images/house.svg shows the projects as they are.</summary>
public class HouseTests
{
    static readonly XElement House = XElement.Load(Path.Combine(Page.Root, "docs", "images", "house.svg"));

    /// <summary>Project → those it uses, both as the drawing calls them.</summary>
    static readonly Dictionary<string, string[]> Uses = Directory.EnumerateFiles(Path.Combine(Page.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Where(file => !file.Contains("templates", StringComparison.Ordinal))
        .ToDictionary(NameOf, file => XElement.Load(file).Descendants("ProjectReference").Select(e => NameOf(e.Attribute("Include")!.Value)).ToArray());

    [Fact]
    public void Arrows_AreTheReferences_WithoutThoseThatFollowFromOthers()
    {
        var arrows = House.Descendants().Where(e => e.Attribute("data-from") is not null).Select(e => (e.Attribute("data-from")!.Value, e.Attribute("data-to")!.Value));

        Assert.Equal(Uses.SelectMany(p => p.Value.Where(to => !p.Value.Any(other => other != to && Reaches(other, to))).Select(to => (p.Key, to))).Order(), arrows.Order());
    }

    [Fact]
    public void Rooms_AreTheProjects()
    {
        var names = House.Descendants().Where(e => (string?)e.Attribute("class") == "name").Select(e => Short(e.Value));

        Assert.Equal(Uses.Keys.Order(), names.Order());
    }

    static bool Reaches(string from, string to) => from == to || Uses[from].Any(next => Reaches(next, to));

    static string NameOf(string file) => Short(Path.GetFileNameWithoutExtension(file.Replace('\\', '/')));

    static string Short(string name) => name == "PConv.MLNet" ? "MLNet" : name.Replace("PConv.MLNet.", "", StringComparison.Ordinal);
}
