using System.Text.RegularExpressions;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>docs/aspnet.md says what is so.</summary>
public partial class GuideTests
{
    static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", name));

    static string[] Lines(string code) => [.. code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    [Fact]
    public void Guide_Endpoint_IsTheOneUnderTest()
    {
        var endpoint = Code().Matches(Read("aspnet.md")).Select(m => m.Groups["code"].Value)
            .Single(code => code.Contains("MapPost", StringComparison.Ordinal));

        Assert.Contains(string.Join('\n', Lines(endpoint)), string.Join('\n', Lines(Read("Endpoint.cs"))));
    }

    [Fact]
    public void Guide_Options_AreAllOptionsWithTheirDefaults()
    {
        var defaults = new InpaintingServiceOptions();
        Assert.Equal(new OnnxInpainterOptions(), defaults.Scoring); // what the guide calls CPU

        Assert.Equal(
            typeof(InpaintingServiceOptions).GetProperties().SelectMany(o => o.Name switch
            {
                nameof(defaults.Scoring) => [(o.Name, "CPU")],
                nameof(defaults.MaskReading) => typeof(MaskReading).GetProperties()
                    .Select(part => ($"{o.Name}:{part.Name}", $"{part.GetValue(defaults.MaskReading)}")),
                _ => (IEnumerable<(string, string)>)[(o.Name, o.GetValue(defaults)?.ToString() ?? "null")],
            }),
            Option().Matches(Read("aspnet.md")).Select(m => (m.Groups["name"].Value, m.Groups["default"].Value)));
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| `(?<name>[\w:]+)` \| (?<default>[\w:]+) \|", RegexOptions.Multiline)]
    private static partial Regex Option();
}
