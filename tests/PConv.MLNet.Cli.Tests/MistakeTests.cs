using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Mistakes that people make at first: each is answered by what to do, or does what was meant.</summary>
public sealed class MistakeTests : IDisposable
{
    const string SeeInpaint = "See: pconv inpaint --help";

    readonly TemporaryFolder folder = new();

    public MistakeTests()
    {
        var (image, mask) = (Samples.Image(20, 16), Samples.Hole(20, 16, 4, 4, 8, 6));
        foreach (var name in new[] { "photo.png", "photos/a.png", "photos/c.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            PngFile.Write(folder[name], image);
        }

        Directory.CreateDirectory(folder["masks"]);
        PngFile.Write(folder["masks/a.png"], mask);
        PngFile.Write(folder["mask.png"], mask);
        PngFile.Write(folder["black.png"], Mask.AllValid(20, 16));
        PngFile.Write(folder["small.png"], Samples.Hole(10, 10, 4, 4, 3, 3));
        PngFile.Write(folder["exists.png"], image);
        File.WriteAllText(folder["photos/notes.txt"], "These are notes.");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("inpaint photo.png", 2, "--mask is missing. Write: pconv inpaint photo.jpg mask.png filled.png", SeeInpaint)]
    [InlineData("photo.png", 2, "There is no command 'photo.png'. To fill an image: pconv inpaint photo.png mask.png filled.png")]
    [InlineData("inpaint --input photo.png --mask mask.png --output o.png", 2, "There is no option '--input'. Did you mean --image?")]
    [InlineData("inpaint --image photo.png --output o.png", 2,
        "--mask is missing. Write: pconv inpaint photo.jpg mask.png filled.png", SeeInpaint)]
    [InlineData("inpaint --image photo.png --mask mask.png", 2,
        "--output is missing. Write: pconv inpaint photo.jpg mask.png filled.png", SeeInpaint)]
    [InlineData("inpaint --image nope.png --mask mask.png --output o.png", 1, "There is no image or folder 'nope.png'. Check the path.")]
    [InlineData("inpaint FILES exists.png", 2,
        "'exists.png' exists. Add --overwrite to replace it, or --resume to leave it out.")]
    [InlineData("inpaint photos mask.png o.png", 2,
        "--output 'o.png' is the name of a file, but the results of folder 'photos' need a folder. Name one.")]
    [InlineData("inpaint FILES o.bmp", 2,
        "'o.bmp' has no extension of an image. End it with .jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff.")]
    [InlineData("inpaint photo.png photo.png o.png", 2,
        "'photo.png' is given both as --image and as --mask. Name a file whose white pixels say what to fill.")]
    [InlineData("inpaint FILES o.png --method lama", 2,
        "--method is 'lama', expected natural, faithful, edge-enhancing, harmonic, biharmonic, telea, navier-stokes, patchmatch or " +
        "patchmatch-texture.", SeeInpaint)]
    [InlineData("inpaint FILES o.png --model lama", 1, "There is no model 'lama'. Pass an ONNX file, as 'pconv-train export' writes it.")]
    [InlineData("inpaint FILES o.png --device gpu", 2, "Device 'gpu' is not known. Take cpu, cuda, cuda:1, tensorrt or tensorrt:1.",
        SeeInpaint)]
    [InlineData("inpaint photos/notes.txt mask.png o.png", 1,
        "photos/notes.txt: 'photos/notes.txt' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.", "0 filled, 1 failed.")]
    [InlineData("inpant --image photo.png", 2, "There is no command 'inpant'. Did you mean inpaint?")]
    [InlineData("inpaint FILES o.png --textur", 2,
        "There is no option '--textur'. Texture comes with the method: leave --method out, or take --method patchmatch-texture to " +
        "remove an object.", SeeInpaint)]
    [InlineData("inpaint FILES o.png --method telea --texture", 2,
        "There is no option '--texture'. Texture comes with the method: leave --method out, or take --method patchmatch-texture to " +
        "remove an object.", SeeInpaint)]
    [InlineData("run --model=lama --image photos --mask masks --output o", 2, "There is no command 'run'. Did you mean inpaint?")]
    [InlineData("run --image photos masks", 2, "There is no command 'run'. Did you mean inpaint?")]
    [InlineData("evaluate", 2, "--images is missing.", "See: pconv evaluate --help")]
    [InlineData("train --images photos --output r --steps ten", 2,
        "'train' is a command of pconv-train. Install it with 'dotnet tool install --global pconv-train', or run it in a checkout: " +
        "dotnet run --project src/PConv.MLNet.Cli.Training -c Release -- train ...")]
    [InlineData("masks", 2, "--output is missing.", "See: pconv masks --help")]
    [InlineData("masks --output o --ratio 20%", 2, "--ratio is '20%', expected a range, as in 0.1-0.2.", "See: pconv masks --help")]
    [InlineData("masks --output o --size 512", 2, "--size is '512', expected width x height, as in 512x512.", "See: pconv masks --help")]
    [InlineData("serve --port abc", 2, "--port is 'abc', expected a whole number.", "See: pconv serve --help")]
    [InlineData("--verbose", 2, "There is no option '--verbose'.", "See: pconv --help")]
    [InlineData("inpaint photos masks photos", 2,
        "--output 'photos' is the folder of --image, whose images would be replaced. Name another folder, or add --overwrite.")]
    [InlineData("inpaint photo.png small.png o.png", 1,
        "photo.png: Mask is 10×10 but image is 20×16. Resize the mask with nearest neighbor.", "0 filled, 1 failed.")]
    [InlineData("doctor --model x", 2, "There is no option '--model'.", "See: pconv doctor --help")]
    public void Mistake_IsToldInOneSentence(string line, int code, params string[] sentences)
    {
        var outcome = Run(line);

        Assert.Equal(sentences, outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((code, ""), (outcome.Code, outcome.Output));
    }

    [Theory]
    [InlineData("inpaint photo.png mask.png o.png", "o.png")]
    [InlineData("inpaint -i photo.png -m mask.png -o o.png", "o.png")]
    [InlineData("inpaint --image photo.png --mask mask.png --output o.png", "o.png")]
    [InlineData("inpaint FILES exists.png --overwrite", "exists.png")]
    [InlineData("inpaint FILES dir/", "dir/photo.png")]
    [InlineData("inpaint photos mask.png o", "o/a.png")]
    [InlineData("inpaint FILES o.png --method patchmatch-texture", "o.png")]
    [InlineData("inpaint photo.png mask.png photo.png --overwrite", "photo.png")]
    public void LineOfOneMind_IsDone(string line, string file)
    {
        var outcome = Run(line);

        Assert.Equal(0, outcome.Code);
        Assert.Contains(file, outcome.Output.Replace('\\', '/'));
        Assert.True(File.Exists(folder[file]));
    }

    [Fact]
    public void MaskWithoutAHole_IsToldAndTheImageWrittenAsItIs_WithExitCode0()
    {
        var outcome = Run("inpaint photo.png black.png o.png");

        Assert.Equal((0, "'black.png' has no hole (its values are 0 to 0): there is nothing to fill."),
            (outcome.Code, outcome.Error.TrimEnd()));
        Assert.True(File.Exists(folder["o.png"]));
    }

    [Fact]
    public void FolderWithoutOneOfItsMasks_FillsTheOthersAndNamesIt()
    {
        var outcome = Run("inpaint photos masks o");

        Assert.Equal(1, outcome.Code);
        Assert.Contains("There is no mask of 'c.png' in 'masks': looked for c.png, ", outcome.Error);
        Assert.EndsWith("1 filled, 1 failed.\n", outcome.Error.ReplaceLineEndings("\n"));
        Assert.True(File.Exists(folder["o/a.png"]));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("help", 0)]
    public void WithoutACommand_TheToolSaysHowToBegin(string line, int code)
    {
        var outcome = Run(line);

        Assert.Equal(code, outcome.Code);
        Assert.Contains("pconv inpaint ", outcome.Output);
        Assert.Empty(outcome.Error);
    }

    Outcome Run(string line)
    {
        var start = Tool.Start(line.Replace("FILES", "photo.png mask.png").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        start.WorkingDirectory = folder.Path;
        return Tool.Run(start, _ => { });
    }
}
