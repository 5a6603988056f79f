namespace Documentation.Tests;

public class LinkTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("mlnet.md")]
    [InlineData("mlnet-issues.md")]
    [InlineData("aspnet.md")]
    [InlineData("serve.md")]
    public void Links_LeadToFiles(string name)
    {
        var page = new Page(name);

        Assert.NotEmpty(page.Links);
        Assert.All(page.Links, path => Assert.True(File.Exists(Path.Combine(page.Folder, path)), path));
    }
}
