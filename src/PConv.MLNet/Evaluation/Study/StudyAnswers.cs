using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Files;

namespace PConv.MLNet.Evaluation;

/// <summary>A person's choice between two images.</summary>
[JsonConverter(typeof(StudyChoiceByName))]
enum StudyChoice
{
    /// <summary>The left image (the upper one on narrow screens) looks more realistic.</summary>
    Left,

    /// <summary>The right image (the lower one on narrow screens) looks more realistic.</summary>
    Right,

    /// <summary>No difference.</summary>
    Same,
}

/// <summary>Reads and writes choices as names such as <c>"left"</c>; numbers are rejected.</summary>
sealed class StudyChoiceByName : JsonConverter<StudyChoice>
{
    public override StudyChoice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() switch
    {
        "left" => StudyChoice.Left,
        "right" => StudyChoice.Right,
        "same" => StudyChoice.Same,
        var other => throw new JsonException($"'{other}' is no choice, expected left, right or same."),
    };

    public override void Write(Utf8JsonWriter writer, StudyChoice value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString().ToLowerInvariant());
}

/// <summary>One person's answer to one pair.</summary>
/// <param name="Trial">Id of the trial.</param>
/// <param name="Choice">What the person chose.</param>
/// <param name="Seconds">From when the pair was seen; null where it was not taken.</param>
sealed record StudyAnswer(string Trial, StudyChoice Choice, double? Seconds = null);

/// <summary>One person's answers, the content of the file that the page saves.</summary>
/// <param name="Study">Id of the study.</param>
/// <param name="Person">The name given, or a random one.</param>
/// <param name="Answers">In the order of the trials; fewer where the person stopped.</param>
sealed record StudyAnswers(string Study, string Person, IReadOnlyList<StudyAnswer> Answers)
{
    const string Remedy = "Take the files that the page saves at its end.";

    /// <summary>Reads a file, or all files *.json of a folder, and checks them against the key.</summary>
    /// <param name="path">File or folder; the folder may also contain the key.</param>
    /// <param name="key">The study's key.</param>
    /// <exception cref="FileNotFoundException">The file or folder does not exist.</exception>
    /// <exception cref="InvalidDataException">Answers belong to another study or unknown trials, are duplicated, or cannot be read; the
    /// message names the file.</exception>
    public static IReadOnlyList<StudyAnswers> Load(string path, StudyKey key)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(key);
        string[] files = File.Exists(path) ? [path]
            : Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.json").Where(f => Path.GetFileName(f) != StudyOptions.KeyFileName)
                .Order(StringComparer.Ordinal)]
            : throw new FileNotFoundException($"There are no answers '{path}'. {Remedy}");
        if (files.Length == 0)
        {
            throw new InvalidDataException($"'{path}' holds no answers (*.json). {Remedy}");
        }

        StudyAnswers[] all = [.. files.Select(file => Read(file, key))];
        return files.Zip(all).GroupBy(f => f.Second.Person).FirstOrDefault(g => g.Count() > 1)?.Select(f => f.First)
            .ToArray() is [var one, var other, ..]
            ? throw new InvalidDataException(
                $"'{one}' and '{other}' are both of person '{all[Array.IndexOf(files, one)].Person}'. Leave one out, or, if they are two " +
                $"people, change a name.")
            : all;
    }

    static StudyAnswers Read(string file, StudyKey key)
    {
        StudyAnswers answers;
        try
        {
            answers = JsonSerializer.Deserialize<StudyAnswers>(File.ReadAllText(file), StudyKey.Json)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"'{file}' holds no answers: {JsonProblem.Describe(e, typeof(StudyAnswers), StudyKey.Json)} {Remedy}", e);
        }

        if (answers.Study != key.Study)
        {
            throw new InvalidDataException(
                $"'{file}' answers study {answers.Study}, but the key is of study {key.Study}. Take the key that was written beside that " +
                $"page.");
        }

        var trials = key.Trials.Select(t => t.Id).ToHashSet();
        if (answers.Answers.FirstOrDefault(a => !trials.Contains(a.Trial)) is { } unknown)
        {
            throw new InvalidDataException(
                $"'{file}' answers trial '{unknown.Trial}', which study {key.Study} does not have. Take the file as the page saved it.");
        }

        return answers.Answers.GroupBy(a => a.Trial).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new InvalidDataException(
                $"'{file}' answers trial '{twice.Key}' {twice.Count()} times. Take the file as the page saved it.")
            : answers;
    }
}
