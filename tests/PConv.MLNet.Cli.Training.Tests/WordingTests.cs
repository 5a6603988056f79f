using System.Reflection;
using System.Text.RegularExpressions;
using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary>What the tool says speaks of its options and of its configuration, not of the library's members, types and
/// parameters.</summary>
public sealed partial class WordingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public WordingTests()
    {
        Directory.CreateDirectory(folder["photos"]);
        PngFile.Write(folder["photos/a.png"], Samples.Image(20, 16));
        PngFile.Write(folder["photos/b.png"], Samples.Image(20, 16, 1));
        File.WriteAllText(folder["photos/c.heic"], "");
        File.WriteAllText(folder["notes.txt"], "These are notes.");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train", 2)]
    [InlineData("train IO --steps ten", 2, "--steps is 'ten', expected a whole number.")]
    [InlineData("train IO --steps 0", 2, "--steps is 0, expected at least 1.")]
    [InlineData("train IO --preview-every 0", 2, "--preview-every is 0, expected at least 1.")]
    [InlineData("train IO --width 0", 2, "--width is 0, expected at least 1.")]
    [InlineData("train IO --width 4 --head -1", 2, "--head is -1, expected 0 or more.")]
    [InlineData("train IO --width 4 --levels 0", 2)]
    [InlineData("train IO --width 4 --levels 99", 2)]
    [InlineData("train IO --width 4 --prior magic", 2, "--prior is 'magic', expected none or ")]
    [InlineData("train IO --width 4 --convolution magic", 2, "--convolution is 'magic', expected partial or plain.")]
    [InlineData("train IO --width 4 --refinement magic", 2, "--refinement is 'magic', expected none or ")]
    [InlineData("train IO --validation-share much", 2, "--validation-share is 'much', expected a number, as 0.1.")]
    [InlineData("train IO --validation-share 2", 2)]
    [InlineData("train IO --device gpu", 2, "Device 'gpu' is not known. Take cpu, cuda or cuda:1.")]
    [InlineData("train IO --device tensorrt", 2, "Device 'tensorrt' is not known.")]
    [InlineData("train IO --config { 'device': 'gpu' }", 2, "Device 'gpu' is not known.")]
    [InlineData("train IO --from none", 1)]
    [InlineData("train IO --from notes.txt", 1)]
    [InlineData("train IO --features none.onnx", 1)]
    [InlineData("train IO --features notes.txt", 1)]
    [InlineData("train IO --fills photos", 2)]
    [InlineData("train IO --config none.json", 1)]
    [InlineData("train IO --config {", 2)]
    [InlineData("train IO --config { 'steps': 'many' }", 2, "line 1, steps: expected a whole number.")]
    [InlineData("train IO --config { 'network': { 'prior': 'magic' } }", 2)]
    [InlineData("train IO --config { 'learningrat': 1 }", 2, "line 1: there is no 'learningrat' here, expected ")]
    [InlineData("train IO --config { 'network': 3 }", 2)]
    [InlineData("train IO --config { 'masks': { 'kind': 3 } }", 2, "line 1: there is no 'kind' here, expected ")]
    [InlineData("train IO --config { 'learningRate': 0 }", 2, "learningRate 0 and gradientClip")]
    [InlineData("train IO --config { 'warmupSteps': -1 }", 2, "warmupSteps -1 at least 0")]
    [InlineData("train IO --config { 'fineTuneSteps': -1 }", 2, "fineTuneSteps -1 must be from 0 to --steps")]
    [InlineData("train IO --config { 'batchSize': 5, 'accumulation': 2 }", 2, "Take a batchSize that is a multiple of accumulation.")]
    [InlineData("train IO --config { 'batchSize': 0 }", 2, "batchSize is 0, expected at least 1.")]
    [InlineData("train IO --config { 'workers': 0 }", 2, "workers is 0, expected at least 1.")]
    [InlineData("train IO --config { 'threads': -1 }", 2, "threads is -1, expected 0 or more.")]
    [InlineData("train IO --config { 'emaDecay': 2 }", 2, "emaDecay is 2")]
    [InlineData("train IO --config { 'maxScale': 0 }", 2, "maxScale is 0")]
    [InlineData("train IO --config { 'size': 100 }", 2)]
    [InlineData("train IO --config { 'masks': { 'border': -1 } }", 2, "masks.border is -1, expected 0 or more.")]
    [InlineData("train IO --config { 'masks': { 'minRatio': 3 } }", 2)]
    [InlineData("train IO --config { 'masks': { 'augmentation': { 'maxZoom': 0 } } }", 2, "maxZoom is 0")]
    [InlineData("train IO --config { 'loss': { 'hole': { 'weight': -1 } } }", 2)]
    [InlineData("train IO --config { 'loss': { 'hole': -1 } }", 2)]
    [InlineData("train IO --width 4 --levels 2 --masks none --config { 'size': 16 }", 1)]
    [InlineData("train --images none --output o", 1)]
    [InlineData("train --images photos --validation photos --output o", 1)]
    [InlineData("export", 2)]
    [InlineData("export --checkpoint none --output o.onnx", 1)]
    [InlineData("export --checkpoint notes.txt --output o.onnx", 1)]
    [InlineData("export --checkpoint photos --output o.onnx", 1)]
    [InlineData("export --checkpoint notes.txt --output o.onnx --size big", 2)]
    [InlineData("export --checkpoint notes.txt --output o.onnx --int8", 2)]
    [InlineData("export --checkpoint notes.txt --output o.onnx --int8 --calibrate photos --calibration-images x", 2,
        "--calibration-images is 'x', expected a whole number.")]
    public void WrongUse_OfAnyKind_IsToldInTheToolsWords(string line, int code, string sentence = "")
    {
        if (line.IndexOf('{') is var at and > 0)
        {
            File.WriteAllText(folder["config.json"], line[at..].Replace('\'', '"'));
            line = line[..at] + "config.json";
        }

        var start = Tool.Start(line.Replace("IO", "--images photos --output o").Split(' '));
        start.WorkingDirectory = folder.Path;
        var outcome = Tool.Run(start, _ => { });

        var text = outcome.Error + outcome.Output;
        Assert.DoesNotContain("(Parameter", text);
        Assert.DoesNotContain("System.", text);
        Assert.DoesNotContain("Exception", text);
        Assert.DoesNotContain("PConv.", text);
        Assert.Empty(Word().Matches(text).Select(match => match.Value).Intersect(Members));
        Assert.Contains(sentence, outcome.Error);
        Assert.Equal(code, outcome.Code);
    }

    /// <summary>Names of two words and more: others may be words of a sentence.</summary>
    static readonly HashSet<string> Members =
    [
        .. from assembly in new[] { typeof(Mask), typeof(TrainingOptions) }.Select(type => type.Assembly)
           from type in assembly.GetExportedTypes()
           where type.Name.EndsWith("Options", StringComparison.Ordinal) || type == typeof(UNetSpec) || type == typeof(LossWeights)
           from name in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(member => member.Name).Append(type.Name)
           where name.Skip(1).Any(char.IsUpper)
           select name,
    ];

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();
}
