namespace Packages.Tests;

/// <summary>The tool, installed from its package.</summary>
public sealed class ToolTests
{
    [Fact]
    public void Tool_WhenInstalled_FillsAPhotographAndFindsItselfWell()
    {
        using var folder = new UserFolder();
        var mask = folder.AddPictures();
        folder.Dotnet("tool", "install", "pconv", "--tool-path", "tools", "--version", Feed.Version, "--configfile", "nuget.config");
        var pconv = folder.PathOf("tools/pconv");

        UserFolder.Run(folder.Start(pconv, "inpaint", "--image", "photos/photo.jpg", "--mask", "photos/mask.png", "--output", "filled.png"));
        var report = UserFolder.Run(folder.Start(pconv, "doctor"));

        folder.IsFilled("filled.png", mask);
        Assert.Contains("built-in model", report);
    }
}
