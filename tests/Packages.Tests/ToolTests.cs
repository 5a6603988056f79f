using System.Runtime.InteropServices;
using PConv.MLNet.Masks;

namespace Packages.Tests;

/// <summary>The tools, installed from their packages into an empty folder.</summary>
public sealed class ToolTests
{
    [Fact]
    public void Pconv_WhenInstalled_FillsAPhotographWithNothingOfTorchBesideIt()
    {
        using var folder = new UserFolder();
        var mask = folder.AddImages();

        var pconv = Install(folder, "pconv");
        UserFolder.Run(
            folder.Start(pconv, "inpaint", "--image", "photos/photo.jpg", "--mask", "photos/mask.png", "--output", "filled.png"));

        folder.IsFilled("filled.png", mask);
        Assert.Contains("built-in model", UserFolder.Run(folder.Start(pconv, "doctor")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories),
            path => path.Contains("torch", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void PconvTrain_WhenInstalled_TrainsAndExportsAModelWithWhichPconvFills()
    {
        using var folder = new UserFolder();
        var mask = folder.AddImages();
        folder.Write("config.json", """{ "steps": 2, "batchSize": 2, "size": 64, "threads": 1 }""");
        Directory.CreateDirectory(folder.PathOf("training"));
        File.Copy(folder.PathOf("photos/photo.jpg"), folder.PathOf("training/photo.jpg"));

        var train = Install(folder, "pconv-train");
        UserFolder.Run(
            folder.Start(train, "train", "--images", "training", "--output", "run", "--config", "config.json", "--width", "4", "--levels",
                "2"));
        UserFolder.Run(folder.Start(train, "export", "--checkpoint", "run", "--output", "my.onnx"));
        UserFolder.Run(folder.Start(Install(folder, "pconv"),
            "inpaint", "--image", "photos/photo.jpg", "--mask", "photos/mask.png", "--output", "filled.png", "--model", "my.onnx"));

        folder.IsFilled("filled.png", mask);
        Assert.Matches("(?m)^ok +Torch ", UserFolder.Run(folder.Start(train, "doctor")));
    }

    [Theory]
    [InlineData("pconv")]
    [InlineData("pconv-train")]
    public void Package_OfAPlatform_HasItsNativeLibrariesAlone(string id)
    {
        var platform = RuntimeInformation.RuntimeIdentifier;
        string[] files = [.. Feed.Open($"{id}.{platform}").Files($"tools/net10.0/{platform}/")];

        Assert.Single(files, file => Path.GetFileName(file) is "onnxruntime.dll" or "libonnxruntime.so" or "libonnxruntime.dylib");
        Assert.Single(files, file => Path.GetFileName(file) is "libvips-42.dll" or "libvips.so.42" or "libvips.42.dylib");
        Assert.DoesNotContain(files, file => file.Contains("/runtimes/", StringComparison.Ordinal)
            || file.EndsWith(".dbg", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string?> { $"{id}.dll", "PConv.MLNet.dll" }, files.Select(Path.GetFileName).ToHashSet());
        Assert.Equal(id == "pconv-train", files.Any(file => file.Contains("torch", StringComparison.OrdinalIgnoreCase)));
    }

    static string Install(UserFolder folder, string tool)
    {
        folder.Dotnet("tool", "install", tool, "--tool-path", "tools", "--version", Feed.Version, "--configfile", "nuget.config");
        return folder.PathOf($"tools/{tool}");
    }
}
