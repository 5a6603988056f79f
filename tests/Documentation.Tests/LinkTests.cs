namespace Documentation.Tests;

public class LinkTests
{
    public static TheoryData<string> Pages => [.. Page.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFilesAndHeadings(string name)
    {
        var page = new Page(name);

        Assert.All(page.Links, link =>
        {
            var file = Path.Combine(page.Folder, link.Path);
            Assert.True(link.Path == "" || Path.Exists(file), link.Path);
            Assert.True(link.Anchor == ""
                || Page.Anchors(link.Path == "" ? page.Text : File.ReadAllText(file)).Contains(link.Anchor), $"{link.Path}#{link.Anchor}");
        });
    }

    [Fact]
    public void Pages_AreAllLinkedFromTheReadme() => // or from a page that is
        Assert.Empty(Page.Names.Except(["README.md"])
            .Except(new[] { "README.md", "CONTRIBUTING.md", "index.md" }.SelectMany(name => new Page(name).Links)
                .Select(link => Path.GetFileName(link.Path))));
}
