using System.Globalization;
using System.Text.RegularExpressions;
using PConv.MLNet.Inference;

namespace Documentation.Tests;

/// <summary>What the pages say of the built-in model is what its card says: figures are measured once, and stand there.</summary>
public partial class CardFigureTests
{
    static readonly string Card = File.ReadAllText(Path.Combine(Page.Root, "src", "PConv.MLNet", "Inference", "BuiltIn", "README.md"));

    [Fact]
    public void Card_HasTheModelsNumberOfWeights()
    {
        var weights = InpaintingModel.BuiltInWeights().ParameterCount;

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{weights:N0} weights"), Card);
        Assert.Contains(Invariant($"{weights / 1e6:F1} million weights"), new Page("README.md").Text);
    }

    [Fact]
    public void Readme_HasTheCardsLeadOverTheClassicalMethods()
    {
        var leads = Row("256²: over the best of the others")[..12];

        Assert.Contains(Invariant($"{leads.Min():F2} to {leads.Max():F2} dB of PSNR at 256²"), new Page("README.md").Text);
    }

    [Fact]
    public void Guide_HasTheCardsFiguresOfTheNaturalStyle()
    {
        var guide = new Page("choosing.md").Text;
        double[] nearer = [.. new[] { "256²: perceptual, five stages", "512²: perceptual, five stages" }
            .Select(Row).Select(row => 100 * (1 - row[0] / row[1]))];
        double[] lost = [.. new[] { "256²: PSNR dB", "512²: PSNR dB" }.Select(Row).Select(row => row[1] - row[0])];
        var preferred = Preferred().Match(Card);

        Assert.Contains(Invariant($"{nearer.Min():F0} to {nearer.Max():F0} % nearer"), guide);
        Assert.Contains(Invariant($"for {lost.Min():F1} dB"), guide);
        Assert.True(preferred.Success);
        var shares = preferred.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Contains($"by eye in {shares.Min()} to {shares.Max()} % of cases", guide);
    }

    /// <summary>The numbers of a row of the card's tables.</summary>
    static double[] Row(string name) =>
    [
        .. Card.Split('\n').First(line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).Split('|')[2..]
            .Select(cell => cell.Trim(' ', '*')).Where(cell => cell.Length > 0)
            .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)),
    ];

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"preferred to faithful in (\d+) % \[[\d, ]+\] of objects, (\d+) % \[[\d, ]+\] of strokes, " +
        @"(\d+) % \[[\d, ]+\] of captions")]
    private static partial Regex Preferred();
}
