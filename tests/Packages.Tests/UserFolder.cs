using System.Diagnostics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace Packages.Tests;

/// <summary>A temporary folder outside the checkout whose NuGet restores from the feed, into a folder of its own.</summary>
sealed class UserFolder : IDisposable
{
    public UserFolder()
    {
        Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
              <packageSources>
                <clear />
                <add key="feed" value="{Feed.Folder}" />
                <add key="restored" value="{Feed.Restored}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="feed"><package pattern="PConv.*" /><package pattern="pconv*" /></packageSource>
                <packageSource key="restored"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            Write(name, "<Project />"); // what lies above is not the user's
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("pconv").FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    /// <summary>Adds a photograph and a mask with a hole in it; gives the hole's pixels.</summary>
    public PConv.MLNet.Masks.Mask AddImages(string folder = "photos")
    {
        Directory.CreateDirectory(PathOf(folder));
        File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "photos", "tulips.jpg"), PathOf($"{folder}/photo.jpg"));
        var photo = PConv.MLNet.Images.ImageFile.ReadRgb(PathOf($"{folder}/photo.jpg"));
        var mask = new PConv.MLNet.Masks.IrregularMaskGenerator(new() { Width = photo.Width, Height = photo.Height }).Generate(0);
        PConv.MLNet.Images.ImageFile.Write(mask.ToImage(), PathOf($"{folder}/mask.png"));
        return mask;
    }

    /// <summary>Known pixels of the file are the photograph's, and some of the others are new.</summary>
    public void IsFilled(string file, PConv.MLNet.Masks.Mask mask, string folder = "photos")
    {
        var (after, before) =
            (PConv.MLNet.Images.ImageFile.ReadRgb(PathOf(file)), PConv.MLNet.Images.ImageFile.ReadRgb(PathOf($"{folder}/photo.jpg")));
        int[] changed =
            [.. Enumerable.Range(0, before.Size.Area)
                .Where(i => !after.Pixels.AsSpan(3 * i, 3).SequenceEqual(before.Pixels.AsSpan(3 * i, 3)))];
        Assert.NotEmpty(changed);
        Assert.All(changed, i => Assert.Equal(0, mask.Valid[i]));
    }

    /// <summary>Runs dotnet in this folder; it must end well. Gives what it printed.</summary>
    public string Dotnet(params string[] arguments) =>
        Run(Start(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments));

    /// <summary>How a program is started here, in an environment without the build's own variables.</summary>
    public ProcessStartInfo Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || n == "NUGET_PACKAGES").ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing may outlive the folder
        return start;
    }

    public static string Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
        }

        var text = output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0,
            $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{text}");
        return text;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
