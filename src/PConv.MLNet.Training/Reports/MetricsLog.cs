using System.Globalization;
using System.Text.Json;
using PConv.MLNet.Files;

namespace PConv.MLNet.Training;

/// <summary>Writes the values of every report to <c>metrics.jsonl</c>, with one object per line, and to <c>metrics.csv</c>, with one column
/// per name.</summary>
/// <remarks>Values that are not finite are omitted from metrics.jsonl and empty in metrics.csv.</remarks>
sealed class MetricsLog
{
    const string StepColumn = "step";

    readonly string lines;
    readonly string table;
    readonly List<MetricsRow> rows;
    readonly List<string> columns = [];

    /// <summary>Continues the files in a folder. Rows after the given step are deleted, because resumed training repeats those
    /// steps.</summary>
    public MetricsLog(string folder, int step)
    {
        (lines, table) = (Path.Combine(folder, "metrics.jsonl"), Path.Combine(folder, "metrics.csv"));
        Directory.CreateDirectory(folder);
        rows = File.Exists(lines)
            ? [.. File.ReadLines(lines).Select(Parse).OfType<MetricsRow>().Where(row => row[StepColumn] <= step)]
            : [];
        if (rows.Count == 0)
        {
            File.Delete(lines);
            File.Delete(table);
        }
        else
        {
            AtomicFile.Write(lines, path => File.WriteAllLines(path, rows.Select(Line)));
            WriteTable();
        }
    }

    /// <summary>All rows, in the order of the steps.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Rows => rows;

    /// <summary>Appends a row.</summary>
    public void Add(int step, IEnumerable<(string Name, double Value)> values)
    {
        var row = new MetricsRow { [StepColumn] = step };
        foreach (var (name, value) in values.Where(v => double.IsFinite(v.Value)))
        {
            row[name] = value;
        }

        rows.Add(row);
        File.AppendAllText(lines, Line(row) + '\n');
        if (row.Keys.All(columns.Contains))
        {
            File.AppendAllText(table, TableRow(row) + '\n');
        }
        else
        {
            WriteTable();
        }
    }

    void WriteTable()
    {
        columns.AddRange(rows.SelectMany(row => row.Keys).Distinct().Except(columns).ToArray());
        AtomicFile.Write(table, path => File.WriteAllLines(path, rows.Select(TableRow).Prepend(string.Join(',', columns))));
    }

    string TableRow(MetricsRow row) =>
        string.Join(',',
            columns.Select(name => row.TryGetValue(name, out var value) ? value.ToString("G9", CultureInfo.InvariantCulture) : ""));

    static string Line(MetricsRow row) => JsonSerializer.Serialize(row);

    /// <summary>A line's row; null for one that was torn when the process was killed.</summary>
    static MetricsRow? Parse(string line)
    {
        try
        {
            return MetricsRow.Parse(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
