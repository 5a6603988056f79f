using System.Text.Json;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class StudyAnswersTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly StudyKey key = MadeStudy.Key();

    public void Dispose() => folder.Dispose();

    string Write(string name, string answers, string study = "5793f", string person = "Ada")
    {
        File.WriteAllText(folder[name], $$"""{"study": "{{study}}", "person": "{{person}}", "answers": [{{answers}}]}""");
        return folder[name];
    }

    string Trial(int index, string choice = "left") =>
        $$"""{"trial": "{{key.Trials[index].Id}}", "choice": "{{choice}}", "seconds": 1.5}""";

    string ErrorOf(string path) => Assert.ThrowsAny<IOException>(() => StudyAnswers.Load(path, key)).Message;

    string WrongIn(string path) => Assert.Throws<InvalidDataException>(() => StudyAnswers.Load(path, key)).Message;

    [Fact]
    public void Load_OfWhatThePageSaves_GivesTheChoices()
    {
        var answers = Assert.Single(StudyAnswers.Load(Write("a.json", $"{Trial(0)}, {Trial(1, "right")}, {Trial(2, "same")}"), key));

        Assert.Equal(("Ada", "5793f"), (answers.Person, answers.Study));
        Assert.Equal(
            [new(key.Trials[0].Id, StudyChoice.Left, 1.5), new(key.Trials[1].Id, StudyChoice.Right, 1.5),
                new(key.Trials[2].Id, StudyChoice.Same, 1.5)], answers.Answers);
    }

    [Fact]
    public void Load_OfAFolder_ReadsAllButTheKey()
    {
        key.Save(folder[StudyOptions.KeyFileName]);
        Write("a.json", Trial(0));
        Write("b.json", Trial(0), person: "Bob");

        Assert.Equal(["Ada", "Bob"], StudyAnswers.Load(folder.Path, key).Select(a => a.Person));
    }

    [Fact]
    public void Load_OfAnswersThatWereWritten_GivesThemBack()
    {
        var written = MadeStudy.Answers(key, (i, t) => i % 3 == 0 ? null : t.Left);
        File.WriteAllText(folder["a.json"], JsonSerializer.Serialize(written, StudyKey.Json));

        Assert.Equal(written.Answers, StudyAnswers.Load(folder["a.json"], key)[0].Answers);
    }

    [Fact]
    public void Load_OfAnswersThatDoNotFit_NamesTheFileAndWhatIsWrong()
    {
        Assert.Equal(
            $"'{Write("a.json", Trial(0), study: "abc")}' answers study abc, but the key is of study 5793f. Take the key that was " +
            $"written beside that page.", WrongIn(folder["a.json"]));
        Assert.Equal(
            $"'{Write("a.json", Trial(0) + "," + Trial(0))}' answers trial '{key.Trials[0].Id}' 2 times. Take the file as the page saved " +
            $"it.", WrongIn(folder["a.json"]));
        Assert.Equal(
            $"'{Write("a.json", """{"trial": "x", "choice": "left"}""")}' answers trial 'x', which study 5793f does not have. Take the " +
            $"file as the page saved it.", WrongIn(folder["a.json"]));
        Assert.Equal(
            $"'{Write("a.json", Trial(0, "up"))}' holds no answers: 'up' is no choice, expected left, right or same. Take the files that " +
            $"the page saves at its end.", WrongIn(folder["a.json"]));
        Write("b.json", Trial(1));
        Assert.Equal(
            $"'{Write("a.json", Trial(0))}' and '{folder["b.json"]}' are both of person 'Ada'. Leave one out, or, if they are two " +
            $"people, change a name.", WrongIn(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"study\": \"5793f\"}")]
    [InlineData("{\"study\": \"5793f\", \"person\": null, \"answers\": []}")]
    public void Load_OfNoAnswers_SaysSo(string text)
    {
        File.WriteAllText(folder["a.json"], text);

        Assert.Matches(
            "^'[^']+' holds no answers: (It is null|line 1.*(it lacks 'person', 'answers'|expected|this is no JSON).*)[.] Take the files",
            WrongIn(folder["a.json"]));
        Assert.DoesNotContain("Path: $", WrongIn(folder["a.json"]));
    }

    [Fact]
    public void Load_WithoutAFile_SaysSo()
    {
        Assert.Equal($"There are no answers '{folder["x"]}'. Take the files that the page saves at its end.", ErrorOf(folder["x"]));
        Assert.Equal($"'{folder.Path}' holds no answers (*.json). Take the files that the page saves at its end.", WrongIn(folder.Path));
    }

    [Fact]
    public void Key_SavedAndLoaded_IsTheSame()
    {
        var withRepeats = MadeStudy.Key(repeats: 3);
        withRepeats.Save(folder["key.json"]);
        var loaded = StudyKey.Load(folder["key.json"]);

        Assert.Equal(withRepeats.Trials, loaded.Trials);
        Assert.Equal(withRepeats.Methods, loaded.Methods);
        Assert.Equal((withRepeats.Study, 512, 50, 0), (loaded.Study, loaded.Size, loaded.Border, loaded.Seed));
    }

    [Fact]
    public void Key_ThatIsNone_IsRefused()
    {
        string Refused(StudyKey? wrong)
        {
            File.WriteAllText(folder["k.json"], JsonSerializer.Serialize(wrong, StudyKey.Json));
            return Assert.Throws<InvalidDataException>(() => StudyKey.Load(folder["k.json"])).Message;
        }

        Assert.Equal($"There is no key '{folder["x"]}'. Take the key.json that was written beside the page.",
            Assert.Throws<FileNotFoundException>(() => StudyKey.Load(folder["x"])).Message);
        Assert.Equal($"'{folder["k.json"]}' is no key of a study: It is null. Take the key.json that was written beside the page.",
            Refused(null));
        Assert.Contains($"Trial '{key.Trials[0].Id}' stands there twice.", Refused(key with { Trials = [key.Trials[0], key.Trials[0]] }));
        Assert.Contains("shows 'z', which is none of its methods.", Refused(key with { Trials = [key.Trials[0] with { Left = "z" }] }));
    }
}
