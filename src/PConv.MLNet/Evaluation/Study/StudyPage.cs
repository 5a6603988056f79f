using System.Text.Json;

namespace PConv.MLNet.Evaluation;

/// <summary>The page of a study: a self-contained file. It contains opaque ids and images, but no names of methods or images.</summary>
static class StudyPage
{
    /// <summary>Writes the page; images are streamed.</summary>
    /// <param name="stream">The target.</param>
    /// <param name="key">The id and the image size.</param>
    /// <param name="plan">Trials, and the ids of their images.</param>
    /// <param name="options">Options for what is shown, and how long.</param>
    /// <param name="images">The plan's images as PNG files.</param>
    public static void Write(Stream stream, StudyKey key, StudyPlan plan, StudyOptions options,
        IEnumerable<(string Id, byte[] Png)> images)
    {
        using var writer = new StreamWriter(stream);
        foreach (var part in Resource("study.html").Split("###")) // every second part is the name of a placeholder
        {
            switch (part)
            {
                case "style" or "script":
                    writer.Write(Resource(part == "style" ? "study.css" : "study.js"));
                    break;
                case "study":
                    writer.Write(Settings(key, plan, options));
                    break;
                case "images":
                    foreach (var (id, png) in images)
                    {
                        writer.Write($"<script type=\"text/plain\" id=\"p{id}\">{Convert.ToBase64String(png)}</script>\n");
                    }

                    break;
                default:
                    writer.Write(part);
                    break;
            }
        }
    }

    /// <summary>Settings for the page's script: {study, size, holes, milliseconds, trials: [{id, base, left, right}]}.</summary>
    static string Settings(StudyKey key, StudyPlan plan, StudyOptions options) => JsonSerializer.Serialize(new
    {
        study = key.Study,
        size = key.Size,
        holes = options.ShowHoles,
        milliseconds = options.Milliseconds,
        trials = plan.Trials.Select(t => new
        {
            id = t.Id,
            @base = plan.ImageOf(t, null),
            left = plan.ImageOf(t, t.Left),
            right = plan.ImageOf(t, t.Right),
        }),
    });

    static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(StudyPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}. Build it again."));
        return reader.ReadToEnd();
    }
}
