using System.Diagnostics;
using System.Text.RegularExpressions;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Runs what docs/serve.md shows, with curl.</summary>
public partial class ServeGuideTests
{
    static readonly string Guide = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", "serve.md"));

    [Fact]
    public async Task Guide_Commands_DoWhatTheySay()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartRestAsync();
        var holes = Samples.Hole(96, 64, 20, 20, 30, 20);
        ImageFile.Write(Samples.Image(96, 64), folder["photo.jpg"]);

        PngFile.Write(folder["mask.png"], holes);
        var output = "";
        foreach (var commands in Blocks().Matches(Guide).Select(m => m.Groups["code"].Value)
            .Where(code => code.Contains("curl", StringComparison.Ordinal)))
        {
            output += await RunAsync(folder.Path, commands.Replace("http://127.0.0.1:8080", site.Url, StringComparison.Ordinal)
                .Replace("curl ", "curl --silent --show-error --fail-with-body ", StringComparison.Ordinal));
        }

        foreach (var file in (string[])["filled.png", "least-error.png", "iopaint.png"])
        {
            var filled = ImageFile.ReadRgb(folder[file]);
            Assert.Equal(holes.Size, new(filled.Width, filled.Height));
        }

        Assert.Contains("\"maxPixels\":", output);
    }

    static async Task<string> RunAsync(string folder, string commands)
    {
        using var bash =
            Process.Start(
                new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands]) { WorkingDirectory = folder,
                    RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync().WaitAsync(Soon.Patience);
        Assert.True(bash.ExitCode == 0, $"{commands}\n{await output}{await error}");
        return await output;
    }

    [GeneratedRegex("^```sh\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
