using System.Text;
using System.Text.Json;
using PConv.MLNet.Files;

namespace PConv.MLNet.Evaluation;

/// <summary>The rows of a run as JSON Lines, after a first line with the protocol. Rows are appended one by one; a run that was killed
/// leaves at most an incomplete last line.</summary>
sealed class RowFile : IDisposable
{
    readonly FileStream stream;
    readonly object gate = new();

    RowFile(FileStream stream, IReadOnlyList<EvaluationRow> rows) => (this.stream, Rows) = (stream, rows);

    /// <summary>The rows that the file contained when it was opened.</summary>
    public IReadOnlyList<EvaluationRow> Rows { get; }

    /// <summary>Opens a file to resume a run, or creates it; removes an incomplete last line.</summary>
    /// <exception cref="ArgumentException">The file belongs to a run with other options; the message names them.</exception>
    /// <exception cref="InvalidDataException">A line before the last is damaged.</exception>
    /// <exception cref="IOException">Another run is writing it.</exception>
    public static RowFile Open(string path, EvaluationProtocol protocol)
    {
        if (!File.Exists(path))
        {
            AtomicFile.Write(path, temporary => File.WriteAllText(temporary, protocol.ToJson() + '\n'));
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var rows = Read(stream, path, protocol);
            stream.Seek(0, SeekOrigin.End);
            return new(stream, rows);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Appends a row. Thread-safe.</summary>
    public void Add(EvaluationRow row)
    {
        var line = Encoding.UTF8.GetBytes(row.ToJson() + '\n');
        lock (gate)
        {
            stream.Write(line);
            stream.Flush();
        }
    }

    public void Dispose() => stream.Dispose();

    static List<EvaluationRow> Read(FileStream stream, string path, EvaluationProtocol protocol)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n')[..^1];
        var number = 1;
        try
        {
            var before = EvaluationProtocol.Parse(lines.Length > 0 ? lines[0] : "");
            if (before.DifferencesTo(protocol).ToArray() is { Length: > 0 } differences)
            {
                throw new ArgumentException(
                    $"'{path}' holds rows of a run with other options: {string.Join("; ", differences)}. Go on with the same options, or " +
                    $"write elsewhere.");
            }

            List<EvaluationRow> rows = [];
            foreach (var line in lines.Skip(1))
            {
                number++;
                rows.Add(EvaluationRow.FromJson(line));
            }

            stream.SetLength(whole); // removes the incomplete last line
            return rows;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Line {number} of '{path}' is damaged: it is no {(number == 1 ? "protocol" : "row")} of an "
                + "evaluation. Delete the file, or write elsewhere.", e);
        }
    }
}
