using PConv.MLNet.Testing;

namespace Documentation.Tests;

/// <summary>Pages whose C# is one script.</summary>
[Collection(nameof(Workplace))]
public class PageCodeTests
{
    [Theory]
    [InlineData("how-it-works.md")]
    [InlineData("choosing.md")]
    [InlineData("CONTRIBUTING.md")]
    public async Task Code_RunsFromTopToBottom(string name)
    {
        using var place = new Workplace();
        var code = new Page(name).Blocks("csharp");

        Assert.NotEmpty(code);
        await Workplace.Run(code, piece => Reader.HasTorch || !piece.Contains("Tensor(", StringComparison.Ordinal));
    }
}
