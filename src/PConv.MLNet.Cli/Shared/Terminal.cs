using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace PConv.MLNet.Cli;

/// <summary>Shows the progress of a long job.</summary>
interface IProgressLine
{
    /// <param name="share">Completed share, [0, 1].</param>
    /// <param name="text">What is being done.</param>
    void Update(double share, string text);
}

/// <summary>Results go to standard output, everything else to standard error; a progress bar only in an interactive terminal.</summary>
static class Terminal
{
    static readonly Lazy<IAnsiConsole> Error =
        new(() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }));

    static readonly Lazy<JsonSerializerOptions> JsonOptions = new(() => new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    static bool IsWatched =>
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Columns of the help: those of the terminal, and 80 where it goes to a file or pipe.</summary>
    public static int Width => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 80 : Math.Clamp(Console.WindowWidth, 60, 120);

    /// <summary>A line of the result.</summary>
    public static void Result(string text) => Console.Out.WriteLine(text);

    /// <summary>The result as JSON, for programs.</summary>
    public static void Json(object value) => Result(JsonSerializer.Serialize(value, JsonOptions.Value));

    /// <summary>A remark for people.</summary>
    public static void Note(string text) => Line(OnOneLine(text), isError: false);

    /// <summary>Remarks for people, one per line.</summary>
    public static void NoteAll(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Note(text);
        }
    }

    /// <summary>An error, in red if the terminal supports colors.</summary>
    public static void Fail(string text) => Line(OnOneLine(text), isError: true);

    /// <summary>A text with names of files, which may hold line breaks, on one line.</summary>
    public static string OnOneLine(string text) => text.ReplaceLineEndings("\\n");

    /// <summary>Runs a job under a progress bar, or with a line every ten seconds if the terminal is not interactive.</summary>
    public static void Progress(string title, Action<IProgressLine> job)
    {
        if (!IsWatched)
        {
            job(new Lines(title));
            return;
        }

        Error.Value.Progress().AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .Start(context => job(new Bar(context.AddTask(title, maxValue: 1))));
    }

    /// <summary>Spectre colors and wraps lines for a terminal, but would do so in a file or pipe as well.</summary>
    static void Line(string text, bool isError)
    {
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(text);
        }
        else
        {
            Error.Value.WriteLine(text, isError ? new(Color.Red) : Style.Plain);
        }
    }

    sealed class Bar(ProgressTask task) : IProgressLine
    {
        public void Update(double share, string text)
        {
            task.Value = share;
            task.Description = Markup.Escape(OnOneLine(text));
        }
    }

    sealed class Lines(string title) : IProgressLine
    {
        DateTime last = DateTime.UtcNow;

        public void Update(double share, string text)
        {
            if (DateTime.UtcNow - last < TimeSpan.FromSeconds(10))
            {
                return;
            }

            last = DateTime.UtcNow;
            Note($"{title}: {text}");
        }
    }
}
