using System.Text.Json;
using System.Text.RegularExpressions;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class StudyWriterTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Page => File.ReadAllText(folder[StudyWriter.PageFileName]);

    static EvaluationRun Run(RampImages? images = null) =>
        new(images ?? RampImages.Of(5), Methods.Small(Methods.Gray("secretgray"), Methods.Gray("hiddenblack", 0)));

    Dictionary<string, byte[]> Pictures() =>
        Regex.Matches(Page, "<script type=\"text/plain\" id=\"p(.+?)\">(.+?)</script>")
        .ToDictionary(m => m.Groups[1].Value, m => Convert.FromBase64String(m.Groups[2].Value));

    JsonElement Settings() => JsonDocument.Parse(Regex.Match(Page, "id=\"study\">(.+?)</script>").Groups[1].Value).RootElement;

    [Fact]
    public void WriteStudy_ByThePage_TellsNeitherMethodsNorImages()
    {
        using var run = Run();
        run.WriteStudyAndKey(new() { WithOriginal = true }, folder.Path);

        Assert.All(["secretgray", "hiddenblack", "original", "p0.png", "p4.png", "0.1-0.2", "https:", "http:"],
            word => Assert.DoesNotContain(word, Page, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("###", Page);
    }

    [Fact]
    public void WriteStudy_ByKeyAndPage_ShowsOnEachSideTheImageOfItsMethod()
    {
        using var run = Run();
        var key = run.WriteStudyAndKey(new() { Pairs = 30, Repeats = 3, WithOriginal = true, ShowHoles = true }, folder.Path);
        var (pictures, shown) = (Pictures(), Settings().GetProperty("trials").EnumerateArray().ToArray());

        Assert.Equal(key.Study, Settings().GetProperty("study").GetString());
        Assert.Equal(key.Trials.Select(t => t.Id), shown.Select(s => s.GetProperty("id").GetString()));
        Assert.All(key.Trials.Zip(shown), pair =>
        {
            var (trial, trialShown) = pair;
            Assert.Equal(run.Sample(trial.Image, trial.Class, "secretgray").Masked.ToPngBytes(),
                pictures[trialShown.GetProperty("base").GetString()!]);
            Assert.Equal(Patch(run, trial, trial.Left), pictures[trialShown.GetProperty("left").GetString()!]);
            Assert.Equal(Patch(run, trial, trial.Right), pictures[trialShown.GetProperty("right").GetString()!]);
        });
    }

    /// <summary>What a method puts into the holes, on white.</summary>
    static byte[] Patch(EvaluationRun run, StudyTrial trial, string method)
    {
        var sample = run.Sample(trial.Image, trial.Class, method == StudyOptions.Original ? "secretgray" : method);
        var (patch, fill) = (new RgbImage(32, 32), method == StudyOptions.Original ? sample.Original : sample.Filled);
        for (var i = 0; i < patch.Pixels.Length; i++)
        {
            patch.Pixels[i] = sample.Mask.Valid[i / 3] == 1 ? (byte)255 : fill.Pixels[i];
        }

        return patch.ToPngBytes();
    }

    [Fact]
    public void WriteStudy_Twice_GivesTheSameFilesAndWithOtherOptionsAnotherStudy()
    {
        using var run = Run();
        var key = run.WriteStudyAndKey(new(), folder.Path);
        var (page, saved) = (Page, File.ReadAllText(folder[StudyWriter.KeyFileName]));

        Assert.Equal(key.Study, run.WriteStudyAndKey(new(), folder.Path).Study);
        Assert.Equal((page, saved), (Page, File.ReadAllText(folder[StudyWriter.KeyFileName])));
        Assert.NotEqual(key.Study, run.WriteStudyAndKey(new() { Milliseconds = 250 }, folder.Path).Study);
        Assert.Equal(250, Settings().GetProperty("milliseconds").GetInt32());
    }

    [Fact]
    public void WriteStudy_WithImagesThatCannotBeRead_ShowsOthers()
    {
        List<string> reports = [];
        using var run =
            new EvaluationRun(new RampImages("a.png", "b.png", "c.png") { Bad = ["b.png"] }, Methods.Small()) { Report = reports.Add };
        var key = run.WriteStudyAndKey(new() { Pairs = 20 }, folder.Path);

        Assert.Equal(["a.png", "c.png"], key.Trials.Select(t => t.Image).Distinct().Order());
        Assert.Equal(["Left out b.png: 'b.png' is empty (0 bytes)."], reports);
    }

    [Fact]
    public void WriteStudy_WithoutAReadableImage_Says()
    {
        using var run = new EvaluationRun(new RampImages("a.png") { Bad = ["a.png"] }, Methods.Small());

        Assert.Equal("None of the 1 images can be read, so there is nothing to show. The first is 'a.png'.",
            Assert.Throws<InvalidOperationException>(() => run.WriteStudyAndKey(new(), folder.Path)).Message);
    }

    [Fact]
    public void WriteStudy_OfAMethodThatFails_LeavesNothingBehind()
    {
        using var run =
            new EvaluationRun(RampImages.Of(2),
                Methods.Small(Methods.Gray(), Methods.Of("bad", _ => throw new InvalidDataException("No."))));

        Assert.Matches("^Method bad cannot fill 'p.\\.png' with a mask of class .*: No\\. Leave the method out, or take another size\\.$",
            Assert.Throws<InvalidOperationException>(() => run.WriteStudyAndKey(new(), folder.Path)).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void WriteStudy_Canceled_EndsAndLeavesNothingBehind()
    {
        using var stop = new CancellationTokenSource();
        using var run = Run();

        Assert.ThrowsAny<OperationCanceledException>(() => run.WriteStudyAndKey(new(), folder.Path, (_, _) => stop.Cancel(), stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
