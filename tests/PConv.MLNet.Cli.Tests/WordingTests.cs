using System.Reflection;
using System.Text.RegularExpressions;
using PConv.MLNet.AspNetCore;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>What the tool says speaks of the tool: of its options, not of the library's members, types and parameters.</summary>
public sealed partial class WordingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public WordingTests()
    {
        PngFile.Write(folder["a.png"], Samples.Image(20, 16));
        PngFile.Write(folder["m.png"], Samples.Hole(20, 16, 4, 4, 8, 6));
        PngFile.Write(folder["small.png"], Samples.Hole(10, 16, 4, 4, 3, 6));
        File.WriteAllText(folder["notes.txt"], "These are notes.");
        File.WriteAllText(folder["kind.json"], """{ "name": 3 }""");
        File.WriteAllText(folder["unknown.json"], """{ "color": 3 }""");
        File.WriteAllText(folder["broken.json"], "{ ");
        File.WriteAllText(folder["masks.json"], "{ }");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("photo.jpg", 2)]
    [InlineData("inpant --image a.png", 2)]
    [InlineData("help", 0)]
    [InlineData("--verbose", 2)]
    [InlineData("inpaint a.png m.png o.png", 0)]
    [InlineData("inpaint -i a.png -m m.png -o o.png", 0)]
    [InlineData("inpaint --input a.png --mask m.png --output o.png", 2)]
    [InlineData("inpaint --image a.png --mask m.png", 2)]
    [InlineData("inpaint IMO --textur", 2)]
    [InlineData("inpaint IMO --method lama", 2)]
    [InlineData("inpaint IMO --model lama", 1)]
    [InlineData("inpaint IMO --model notes.txt", 1)]
    [InlineData("inpaint IMO --device gpu", 2, "Device 'gpu' is not known. Take cpu, cuda, cuda:1, tensorrt or tensorrt:1.")]
    [InlineData("inpaint --image none.png --mask m.png --output o.png --device cuda:x", 2, "Device 'cuda:x' is not known.")]
    [InlineData("inpaint IMO --device cuda", 1, "or add --fallback-to-cpu.")]
    [InlineData("inpaint IMO --device cuda --method telea", 2,
        "--device cuda is for the methods natural and faithful; telea runs no model, and on the CPU. Leave out --device, or --method.")]
    [InlineData("inpaint IMO --device tensorrt:1 --method patchmatch", 2, "--device tensorrt:1 is for the methods")]
    [InlineData("inpaint --image none.png --mask m.png --output o.png --method harmonic --device cuda", 2,
        "--device cuda is for the methods")]
    [InlineData("inpaint IMO --model m.onnx --method edge-enhancing", 2, "--model m.onnx is for the methods")]
    [InlineData("inpaint IMO --resize --method navier-stokes", 2, "--resize is for the methods")]
    [InlineData("inpaint IMO --margin 3 --method biharmonic", 2, "--margin 3 is for the methods")]
    [InlineData("inpaint IMO --style natural --method telea", 2, "contradict each other")]
    [InlineData("inpaint IMO --margin -1", 2, "--margin is -1, expected 0 or more.")]
    [InlineData("inpaint IMO --margin ten", 2, "--margin is 'ten', expected a whole number.")]
    [InlineData("inpaint IMO --max-side 9", 2, "--max-side is 9, expected at least 256: 256, and four times the --margin.")]
    [InlineData("inpaint IMO --gpu-memory-limit 5", 2, "--gpu-memory-limit is set without a GPU. Set --device cuda too.")]
    [InlineData("inpaint IMO --gpu-memory-limit 0 --device cuda", 2, "--gpu-memory-limit is 0, expected bytes. Leave it out for no limit.")]
    [InlineData("inpaint IMO --gpu-memory-limit much", 2, "--gpu-memory-limit is 'much', expected a whole number.")]
    [InlineData("inpaint IMO --model-description LaMa", 2)]
    [InlineData("inpaint IMO --model MODEL --model-description kind.json", 1)]
    [InlineData("inpaint IMO --model MODEL --model-description unknown.json", 1)]
    [InlineData("inpaint IMO --model MODEL --model-description broken.json", 1)]
    [InlineData("inpaint IMO --model MODEL --model-description none.json", 1)]
    [InlineData("inpaint IMO --model OTHER", 1)]
    [InlineData("inpaint IMO --mask-polarity black", 2)]
    [InlineData("inpaint IMO --grow much", 2, "--grow is 'much', expected a whole number.")]
    [InlineData("inpaint IMO --grow -1", 2)]
    [InlineData("inpaint IMO --format bmp", 2)]
    [InlineData("inpaint --image a.png --mask small.png --output o.png --method telea", 1)]
    [InlineData("inpaint --image a.png --mask a.png --output o.png", 2)]
    [InlineData("inpaint --image a.png --mask none --output o.png --method telea", 1)]
    [InlineData("inpaint --image notes.txt --mask m.png --output o.png --method telea", 1)]
    [InlineData("inpaint --image a.png --mask m.png --output o.bmp", 2)]
    [InlineData("inpaint --image a.png --mask m.png --output o.bmp --json", 2)]
    [InlineData("inpaint --image . --mask m.png --output o.png", 2,
        "' is the name of a file, but the results of folder '.' need a folder. Name one.")]
    [InlineData("inpaint --image . --mask none --output o", 1, "There is no mask file or folder 'none'. Check the path.")]
    [InlineData("inpaint --image . --mask . --output . --method telea", 2)]
    [InlineData("inpaint --image  --mask m.png --output o.png", 2, "--image is empty. Give it a value, or leave it out.")]
    [InlineData("inpaint --image a.png --mask m.png --output ", 2, "--output is empty.")]
    [InlineData("evaluate", 2)]
    [InlineData("evaluate --images . --threads -1", 2)]
    [InlineData("evaluate --images . --seed x", 2, "--seed is 'x', expected a whole number.")]
    [InlineData("evaluate --images . --methods lama", 2)]
    [InlineData("evaluate --images . --methods telea --device tensorrt", 2, "Device 'tensorrt' is not known. Take cpu, cuda or cuda:1.")]
    [InlineData("evaluate --images . --methods telea,harmonic --device cuda", 2,
        "--device cuda is for networks, and --methods names none: telea,harmonic run on the CPU. Leave out --device.")]
    [InlineData("evaluate --images . --methods telea,telea", 2)]
    [InlineData("evaluate --images . --methods telea --per-bucket 900", 2)]
    [InlineData("evaluate --images . --methods telea --size 32", 2)]
    [InlineData("evaluate --images . --methods telea --perceptual none --perceptual-stages", 2)]
    [InlineData("evaluate --images . --methods telea --perceptual none.onnx", 1)]
    [InlineData("evaluate --images . --methods telea --samples -1 --per-bucket 1 --size 64 --border 8 --perceptual none --output e", 0)]
    [InlineData("study --images . --methods telea,harmonic --output s --device mps", 2)]
    [InlineData("study --images . --methods telea,harmonic --output s --device cuda", 2)]
    [InlineData("study --images . --methods telea --output s --size 64 --border 8", 2)]
    [InlineData("study --images . --methods telea,edge-enhancing --output s --size 64 --border 8 --milliseconds 5 --with-holes", 2)]
    [InlineData("study --images . --methods telea,edge-enhancing --output s --size 64 --border 8 --repeats 900", 2)]
    [InlineData("study --images . --methods telea,edge-enhancing --output s --repeats x", 2)]
    [InlineData("study --answers . --key kind.json", 1)]
    [InlineData("masks --output o --count ten", 2, "--count is 'ten', expected a whole number.")]
    [InlineData("masks --output o --size 0x0", 2)]
    [InlineData("masks --output o --border -1", 2)]
    [InlineData("masks --output o --kinds strokes:0", 2)]
    [InlineData("masks --output o --buckets all --size 64x64 --border 50", 2)]
    [InlineData("masks --output o --size 99999x99999", 2)]
    [InlineData("masks --verify .", 1)]
    [InlineData("serve --port abc", 2, "--port is 'abc', expected a whole number.")]
    [InlineData("serve --host example --port 0", 2)]
    [InlineData("serve --port 0 --max-pixels 0", 2, "--max-pixels, the largest area of an image, is 0, expected 1 or more.")]
    [InlineData("serve --port 0 --max-bytes -5", 2, "--max-bytes")]
    [InlineData("serve --port 0 --concurrency 0", 2, "--concurrency")]
    [InlineData("serve --port 0 --queue -1", 2, "--queue")]
    [InlineData("serve --port 0 --device gpu", 2)]
    [InlineData("serve --port 0 --style natural --method telea", 2, "--method telea and --style natural contradict each other.")]
    [InlineData("serve --port 0 --margin -1", 2, "--margin is -1")]
    [InlineData("serve --port 0 --model none.onnx", 1)]
    [InlineData("completion tcsh", 2)]
    public void WrongUse_OfAnyKind_IsToldInTheToolsWords(string line, int code, string sentence = "")
    {
        line = line.Replace("IMO", "--image a.png --mask m.png --output o.png");
        if (line.Contains("MODEL"))
        {
            ModelFile.Write(folder["MODEL"]);
        }

        if (line.Contains("OTHER"))
        {
            ModelFile.WriteWithOtherInputs(folder["OTHER"]);
        }

        var start = Tool.Start(line.Split(' '));
        start.WorkingDirectory = folder.Path;
        var outcome = Tool.Run(start, _ => { });

        AssertInTheToolsWords(outcome.Error + outcome.Output);
        Assert.Contains(sentence, outcome.Error);
        Assert.Equal(code, outcome.Code);
    }

    static void AssertInTheToolsWords(string text)
    {
        Assert.DoesNotContain("(Parameter", text);
        Assert.DoesNotContain("System.", text);
        Assert.DoesNotContain("Exception", text);
        Assert.DoesNotContain("PConv.", text);
        Assert.Empty(Word().Matches(text).Select(match => match.Value).Intersect(Members));
    }

    /// <summary>Names of two words and more: others may be words of a sentence.</summary>
    static readonly HashSet<string> Members =
    [
        .. from assembly in new[] { typeof(Mask), typeof(PConv.MLNet.AspNetCore.InpaintingServiceOptions) }.Select(type => type.Assembly)
           from type in assembly.GetExportedTypes()
           where type.Name.EndsWith("Options", StringComparison.Ordinal) || type == typeof(InpaintingModelDescription)
           from name in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(member => member.Name).Append(type.Name)
           where name.Skip(1).Any(char.IsUpper) && name != nameof(OnnxInpainterOptions.TensorRT)
           select name,
    ];

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();
}
