namespace PConv.MLNet.Cli.Tests;

/// <summary>What holds for every command: help, and exit code 2 for wrong use.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData("", "pconv [command] [options]")]
    [InlineData("inpaint", "pconv inpaint --image photos --mask masks --output filled --resume")]
    [InlineData("masks", "pconv masks --output masks --count 1000 --ratio 0.1-0.2 --border 50")]
    [InlineData("evaluate", "pconv evaluate --images photos --methods natural,telea --output evaluation")]
    [InlineData("serve", "pconv serve --open")]
    [InlineData("study", "pconv study --images photos --methods natural,telea --output study")]
    [InlineData("doctor", "pconv doctor --json")]
    [InlineData("completion", "source <(pconv completion bash)")]
    [InlineData("", "Exit codes: 0 done, 1 failed, 2 wrong use.")]
    public void Help_OfEachCommand_ShowsItsUse(string command, string text) =>
        Assert.Contains(text, Tool.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeds().Output);

    [Theory]
    [InlineData("inpaint --image none.png --mask none.png --output filled.png", "There is no image or folder 'none.png'.")]
    [InlineData("masks --verify none", "There is no 'none/masks.json'.")]
    [InlineData("evaluate --images none --methods harmonic", "There is no folder 'none'.")]
    [InlineData("study --answers none --key none.json", "'none.json'")]
    [InlineData("serve --port 0 --model none.onnx", "none.onnx")]
    public void Failure_OfEachCommand_ExitsWithOneAndOneSentence(string arguments, string sentence) =>
    Tool.Run(arguments.Split(' ')).Fails(sentence);

    [Theory]
    [InlineData("doctor --jsn", "'--jsn'")]
    [InlineData("completion", "completion needs a value.")]
    [InlineData("evaluate --images i --size 0", "--size is '0', expected a whole number of at least 1.")]
    [InlineData("study", "--output is missing.")]
    [InlineData("serve --port 65536", "--port is 65536, expected 0 to 65535.")]
    [InlineData("--verbose", "There is no option '--verbose'.")]
    [InlineData("inpant", "There is no command 'inpant'. Did you mean inpaint?")]
    [InlineData("run --model=lama --image i", "There is no command 'run'. Did you mean inpaint?")]
    [InlineData("restore --model=lama --image i",
        "There is no command 'restore'. Take inpaint, masks, evaluate, study, serve, doctor or completion.")]
    [InlineData("inpaint --input a.png --mask m.png", "There is no option '--input'. Did you mean --image?")]
    [InlineData("inpaint a.png m.png b.png --textur", "There is no option '--textur'.")]
    [InlineData("inpaint a.png m.png b.png --overwrit", "There is no option '--overwrit'. Did you mean --overwrite?")]
    [InlineData("inpaint a.png", "--mask is missing. Write: pconv inpaint photo.jpg mask.png filled.png")]
    [InlineData("inpaint a.png m.png b.png c.png", "'c.png' is one value too many.")]
    [InlineData("inpaint a.png m.png -o b.png c.png", "'c.png' is one file too many, since an image, a mask and a result are named.")]
    [InlineData("doctor now", "'now' is one value too many.")]
    [InlineData("evaluate", "--images is missing.")]
    [InlineData("inpaint --image a.png --output b.png", "--mask is missing.")]
    [InlineData("inpaint --image a.png --output b.png", "See: pconv inpaint --help")]
    [InlineData("inpaint --image a.png --mask m.png --output b.png --color red", "'--color'")]
    [InlineData("inpaint --image a.png --mask m.png --output b.png --method magic",
        "--method is 'magic', expected natural, faithful,")]
    [InlineData("inpaint --image a.png --mask m.png --output b.png --method patchmach", "Did you mean patchmatch?")]
    [InlineData("masks --output m --size big", "--size is 'big', expected width x height, as in 512x512.")]
    [InlineData("masks --output m --size", "--size needs a value.")]
    [InlineData("masks --output m --ratio much", "--ratio is 'much', expected a range, as in 0.1-0.2.")]
    [InlineData("masks --output m --ratio 0.3-0.1", "Hole ratios 0.3-0.1 are no range within 0-1. Write the smaller first, as in 0.1-0.2.")]
    [InlineData("masks", "--output is missing.")]
    [InlineData("masks --verify m --seed 3", "--verify checks a set and writes nothing. Leave out --seed.")]
    [InlineData("masks --output m --buckets all --ratio 0.1-0.2",
        "--buckets names the ranges of a set, --ratio that of masks without classes. Leave one out.")]
    [InlineData("masks --output m --buckets some", "--buckets is 'some', expected all or ranges, as in 0.1-0.2,0.2-0.3.")]
    [InlineData("masks --output m --border wide",
        "--border is 'wide', expected pixels, as in 50, or 0 and pixels for both classes of a set, as in 0,50.")]
    [InlineData("masks --output m --border 20,50",
        "--border is '20,50', expected pixels, as in 50, or 0 and pixels for both classes of a set, as in 0,50.")]
    [InlineData("masks --output m --border 0,50", "--border names 2 classes of a set. Add --buckets, or name one border.")]
    [InlineData("masks --output m --kinds stars",
        "--kinds is 'stars', expected all or some of strokes, thickStrokes, boxes, walks, shapes, with weights if you like, as in " +
        "strokes:2,boxes.")]
    [InlineData("masks --output m --kinds boxes:many", "--kinds is 'boxes:many', expected all or some of")]
    [InlineData("masks --output m --kinds boxes:0", "No kind of masks has a weight above 0.")]
    [InlineData("masks --output m --buckets 0.1-0.2,0.1-0.2", "Class 0.1-0.2_N is named twice. Name each range and border once.")]
    [InlineData("masks --output m --buckets all --size 64x64 --border 50",
        "A border of 50 px leaves 0.0 % of 64×64, less than the wanted holes of 1-10 %. Take a larger size or a smaller border.")]
    [InlineData("masks --output m --count 0", "--count is 0, expected at least 1.")]
    [InlineData("train --images photos --output run",
        "'train' is a command of pconv-train. Install it with 'dotnet tool install --global pconv-train', ")]
    [InlineData("train --help", "or run it in a checkout: dotnet run --project src/PConv.MLNet.Cli.Training -c Release -- train ...")]
    [InlineData("export --checkpoint run --output model.onnx", "'export' is a command of pconv-train.")]
    public void WrongUse_ExitsWithTwoAndSaysWhatIsExpected(string arguments, string sentence) =>
        Tool.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).IsWrongUse(sentence);

    [Theory]
    [InlineData("")]
    [InlineData("inpaint")]
    [InlineData("masks")]
    [InlineData("evaluate")]
    [InlineData("study")]
    [InlineData("serve")]
    [InlineData("doctor")]
    [InlineData("completion")]
    public void Help_OfEachCommand_FitsInEightyColumnsAndNamesNoType(string command)
    {
        var help = Tool.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeds().Output;

        Assert.All(help.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.DoesNotContain("{ ", help);
    }

    [Fact]
    public void FileInPlaceOfACommand_IsToldHowToFillIt() => Tool.Run(Tool.Assembly).IsWrongUse(
        $"There is no command '{Tool.Assembly}'. To fill an image: pconv inpaint {Tool.Assembly} mask.png filled.png");

    [Fact]
    public void NoArguments_ShowHowToBegin() => Assert.Contains("pconv serve --open", Tool.Run([]).Output);

    [Theory]
    [InlineData("help", "Commands:")]
    [InlineData("help inpaint", "--mask-polarity")]
    public void HelpAsACommand_ShowsHelp(string arguments, string text) =>
        Assert.Contains(text, Tool.Run(arguments.Split(' ')).Succeeds().Output);

    [Fact]
    public void Help_NamesTheOtherToolAndNoneOfItsCommands()
    {
        var commands = Tool.Run("--help").Succeeds().Output.Split("Commands:");

        Assert.Contains("pconv-train", commands[0]);
        Assert.Matches(@"\n +inpaint ", commands[1]);
        Assert.DoesNotMatch(@"\n +(train|export) ", commands[1]);
    }

    [Fact]
    public void Dependencies_HaveNothingOfTorch() => // the other tool is for that
        Assert.DoesNotContain("torch", File.ReadAllText(Path.ChangeExtension(Tool.Assembly, ".deps.json")),
            StringComparison.OrdinalIgnoreCase);
}
