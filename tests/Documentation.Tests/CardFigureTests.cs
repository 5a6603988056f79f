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

    [Fact]
    public void Guide_HasTheCardsGainOverThePrior()
    {
        var gains = Row("256²: over its prior")[..12];
        var guide = new Page("choosing.md").Text;

        Assert.Contains(Invariant($"gains {gains.Min():F2} to {gains.Max():F2} dB over it at 256²"), guide);
        Assert.Contains(Invariant($"{gains.Min():F1} to {gains.Max():F1} dB behind it"), guide);
    }

    [Fact]
    public void Card_HasTheSizeOfItsFiles_AndTheNumberOfItsPhotographs()
    {
        var folder = Path.Combine(Page.Root, "src", "PConv.MLNet", "Inference", "BuiltIn");
        var photographs = File.ReadLines(Path.Combine(folder, "photographs.tsv")).Count(line => !line.StartsWith('#')) - 1; // its heading

        Assert.All(Directory.GetFiles(folder, "*.pconvw"),
            file => Assert.Contains(Invariant($"{new FileInfo(file).Length / 1e6:F1} MB"), Card));
        Assert.Contains($"[{photographs} photographs](photographs.tsv)", Card);
        Assert.Contains($"on {photographs} photographs it never saw", new Page("README.md").Text);
    }

    [Fact]
    public void PagesAndNotebooks_SayHowLongTheModelsWereTrained_AsTheCardDoes()
    {
        Assert.Contains("some eight and a half hours on two CPU cores", Card);
        Assert.Contains("one and a half hours on two shared cores", Card);
        var evaluation = File.ReadAllText(Path.Combine(Page.Root, "notebooks", "06-evaluation.ipynb"));

        Assert.All([new Page("README.md").Text, evaluation], text => Assert.Contains("some ten hours on two CPU cores", text));
    }

    [Fact]
    public void Guide_HasTheLossOfEightBits_ThatItsPageHas() =>
        Assert.All([new Page("choosing.md").Text, new Page("int8.md").Text], text => Assert.Contains("loses .13 to .32 dB", text));

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
