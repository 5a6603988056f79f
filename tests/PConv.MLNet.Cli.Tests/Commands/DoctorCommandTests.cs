using System.Text.Json;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class DoctorCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Doctor_WhereTheBuiltInModelWorks_SaysSoOfEachPartAndEndsWithZero()
    {
        var lines = Tool.Run("doctor").Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Probes.All.Select(probe => probe.Name), lines.Select(line => line[9..28].Trim()));
        Assert.Matches(@"^ok +built-in model +[\d,]+ weights inside the tool, no cache; fills 64×64 in \d+ ms on CPU$", lines[0]);
        Assert.Matches(@"^ok +ONNX Runtime +\d+\.\d+\.\d+, built with .*CPUExecutionProvider$", lines[1]);
        Assert.Contains(lines, line => line.StartsWith("ok       images: png", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"{Environment.ProcessorCount} cores", StringComparison.Ordinal));
    }

    [Fact]
    public void Doctor_InJson_HasTheSameFindings()
    {
        using var report = JsonDocument.Parse(Tool.Run("doctor", "--json").Succeeds().Output);

        Assert.True(report.RootElement.GetProperty("fills").GetBoolean());
        Assert.Equal(Probes.All.Select(probe => probe.Name), report.RootElement.GetProperty("findings").EnumerateArray()
            .Select(f => f.GetProperty("name").GetString()));
        Assert.All(report.RootElement.GetProperty("findings").EnumerateArray(),
            f => Assert.Contains(f.GetProperty("state").GetString(), new[] { "ok", "missing", "failed", "note" }));
    }

    [Fact]
    public void Doctor_WithVariablesThatMatter_NamesThem() =>
        Assert.Contains("OMP_NUM_THREADS=3", Tool.Run(["doctor"], new() { ["OMP_NUM_THREADS"] = "3" }).Output);

    [Fact]
    public void Find_OfAProbeWithSeveralLines_IsOneLine() =>
        Assert.Equal(new("thing", FindingState.Note, "one two"),
            new Probe("thing", FindingState.Failed, () => (FindingState.Note, "one\n  two\n")).Find());

    [Fact]
    public void Find_OfAProbeThatThrows_IsOneLineWithTheInnermostReason()
    {
        var probe =
            new Probe("thing", FindingState.Missing,
                () => throw new TypeInitializationException("Library",
                    new DllNotFoundException("There is no libthing.so.\n  Tried:\n  /lib/libthing.so")));

        Assert.Equal(new("thing", FindingState.Missing, "There is no libthing.so. Tried: /lib/libthing.so"), probe.Find());
    }
}
