using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary>What holds for the library's use of Torch holds for the tool's.</summary>
public sealed class ToolScalarsTests
{
    [Fact]
    public void Tool_HandsTorchOnlyNumbersThatAreHeld() =>
        Assert.Empty(
            new ScalarUse(Path.Combine(AppContext.BaseDirectory, "TorchSharp.dll")).In(
                Path.Combine(AppContext.BaseDirectory, "pconv-train.dll")));
}
