using System.Text.Json;
using PConv.MLNet.Cli.Doctor;
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
        Assert.Contains(lines, line => line.StartsWith("ok       pictures: png", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"{Environment.ProcessorCount} cores", StringComparison.Ordinal));
    }

    [Fact]
    public void Doctor_InJson_HasTheSameFindings()
    {
        using var report = JsonDocument.Parse(Tool.Run("doctor", "--json").Succeeds().Output);

        Assert.True(report.RootElement.GetProperty("fills").GetBoolean());
        Assert.Equal(Probes.All.Select(probe => probe.Name), report.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        Assert.All(report.RootElement.GetProperty("findings").EnumerateArray(), f => Assert.Contains(f.GetProperty("state").GetString(), new[] { "ok", "missing", "failed", "note" }));
    }

    [Fact]
    public void Doctor_WithVariablesThatMatter_NamesThem() =>
        Assert.Contains("OMP_NUM_THREADS=3", Tool.Run(["doctor"], new() { ["OMP_NUM_THREADS"] = "3" }).Output);

    [Fact]
    public void Find_OfAProbeThatThrows_IsOneLineWithTheInnermostReason()
    {
        var probe = new Probe("thing", FindingState.Missing, () => throw new TypeInitializationException("Library", new DllNotFoundException("There is no libthing.so.\n  Tried:\n  /lib/libthing.so")));

        Assert.Equal(new("thing", FindingState.Missing, "There is no libthing.so. Tried: /lib/libthing.so"), probe.Find());
    }

    /// <summary>Needs the native libraries beside the tool, as the stand-ins have them; a real package's lie in the NuGet folder.</summary>
    [Theory]
    [InlineData("libtorchshim.so", "missing  Torch  ", 0)]
    [InlineData("libonnxruntime.so", "failed   ONNX Runtime  ", 1)]
    public void Doctor_WithoutANativeLibrary_GivesALineForItAndLooksAtTheRest(string library, string line, int code)
    {
        if (!File.Exists(Path.Combine(AppContext.BaseDirectory, library)))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(f => Path.GetFileName(f) is var name && name != library && !name.StartsWith("PConv.MLNet.Cli.Tests", StringComparison.Ordinal)))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }

        var start = Tool.Start("doctor");
        start.ArgumentList[0] = folder["pconv.dll"];
        var outcome = Tool.Run(start, _ => { });

        Assert.Equal(code, outcome.Code);
        Assert.Contains(line, outcome.Output);
        Assert.Contains("machine  ", outcome.Output);
        Assert.Equal(code == 0 ? "" : "The built-in model fills no picture here: see its line.\n", outcome.Error);
    }
}
