using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace PConv.MLNet.Training;

/// <summary>Figures by name, in the order in which the names came up.</summary>
sealed class MetricsRow : IReadOnlyDictionary<string, double>
{
    readonly List<string> names = [];
    readonly Dictionary<string, double> values = [];

    public int Count => names.Count;

    public IEnumerable<string> Keys => names;

    public IEnumerable<double> Values => names.Select(name => values[name]);

    public double this[string key]
    {
        get => values[key];
        set
        {
            if (!values.ContainsKey(key))
            {
                names.Add(key);
            }

            values[key] = value;
        }
    }

    /// <summary>Reads an object of numbers.</summary>
    /// <exception cref="JsonException">The line is no JSON.</exception>
    /// <exception cref="InvalidOperationException">It holds something else.</exception>
    public static MetricsRow Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var row = new MetricsRow();
        foreach (var figure in json.RootElement.EnumerateObject())
        {
            row[figure.Name] = figure.Value.GetDouble();
        }

        return row;
    }

    public bool ContainsKey(string key) => values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value) => values.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() =>
        names.Select(name => KeyValuePair.Create(name, values[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
