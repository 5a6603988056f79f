using System.Text.Encodings.Web;
using System.Text.Json;
using PConv.MLNet.Files;

namespace PConv.MLNet.Evaluation;

/// <summary>A method of a study.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Identity">The name again, or the SHA-256 of its model.</param>
sealed record StudyMethod(string Name, string Identity);

/// <summary>The key of a study: it maps the images of the page to methods, which the page does not reveal.</summary>
/// <param name="Study">Opaque id of the study, contained in the page and all answers. It changes with the seed, images, methods and
/// options.</param>
/// <param name="Size">Side in pixels of the images.</param>
/// <param name="Border">Pixels along each side that masks of class B keep free.</param>
/// <param name="Seed">Seed for the choice of images, masks, order and sides.</param>
/// <param name="Methods">The methods, in the given order.</param>
/// <param name="Trials">The trials in the order in which they are shown.</param>
sealed record StudyKey(string Study, int Size, int Border, int Seed, IReadOnlyList<StudyMethod> Methods,
    IReadOnlyList<StudyTrial> Trials)
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>Writes the key; replaces an existing file.</summary>
    public void Save(string path) =>
        AtomicFile.Write(path, temporary => File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json) + '\n'));

    /// <summary>Reads a key.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is not a key, or its trials contradict each other.</exception>
    public static StudyKey Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"There is no key '{path}'. Take the {StudyOptions.KeyFileName} that was written beside the page.");
        }

        try
        {
            var key = JsonSerializer.Deserialize<StudyKey>(File.ReadAllText(path), Json) ?? throw new JsonException("It is null.");
            key.Check();
            return key;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"'{path}' is no key of a study: {JsonProblem.Describe(e, typeof(StudyKey), Json)} Take the {StudyOptions.KeyFileName} "
                + "that was written beside the page.", e);
        }
    }

    void Check()
    {
        var methods = Methods.Select(m => m.Name).ToHashSet();
        var ids = new HashSet<string>();
        foreach (var trial in Trials)
        {
            if (!ids.Add(trial.Id))
            {
                throw new JsonException($"Trial '{trial.Id}' stands there twice.");
            }

            if (new[] { trial.Left, trial.Right }.FirstOrDefault(m => !methods.Contains(m)) is { } unknown)
            {
                throw new JsonException($"Trial '{trial.Id}' shows '{unknown}', which is none of its methods.");
            }
        }
    }
}
