using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace PConv.MLNet.Files;

/// <summary>Says what is wrong with a JSON file in the words of the file: line, key and what is expected there.</summary>
static class JsonProblem
{
    /// <summary>The explanation, for example <c>line 3, masks.border: expected a whole number.</c></summary>
    /// <param name="problem">The serializer's exception.</param>
    /// <param name="type">The type that was read.</param>
    /// <param name="json">The options that were used.</param>
    public static string Describe(JsonException problem, Type type, JsonSerializerOptions json)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(json);
        var lacking = problem.Message.Split("missing required properties including: ").ElementAtOrDefault(1)?.Split(" Path: ")[0];
        if (lacking is null
            && !problem.Message.Contains("LineNumber: ", StringComparison.Ordinal)
            && !problem.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return problem.Message; // of a converter or a check of ours
        }

        var line = $"line {problem.LineNumber + 1 ?? 1}";
        if (problem.InnerException is JsonException { Path: null } || problem.Path is null) // the reader's, not the serializer's
        {
            return $"{line}, character {problem.BytePositionInLine + 1 ?? 1}: this is no JSON. Check quotes, commas and brackets up to " +
                $"there.";
        }

        var at = type;
        foreach (var key in problem.Path.TrimStart('$').Split(['.', '[', ']', '\''], StringSplitOptions.RemoveEmptyEntries))
        {
            if (ItemOf(at) is { } item)
            {
                at = item;
                continue;
            }

            var keys = KeysOf(at, json);
            if (!keys.TryGetValue(key, out var next))
            {
                return $"{line}: there is no '{key}' here, expected {string.Join(", ", keys.Keys.Order(StringComparer.Ordinal))}.";
            }

            at = next;
        }

        var name = problem.Path.Length > 2 ? $", {problem.Path[2..]}" : "";
        return lacking is null ? $"{line}{name}: expected {Expected(at, json)}." : $"{line}{name}: it lacks {lacking.TrimEnd('.')}.";
    }

    static string Expected(Type type, JsonSerializerOptions json) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(float) || t == typeof(double) => "a number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(string) => "text in quotes",
        { IsEnum: true } t => $"one of {string.Join(", ", Enum.GetNames(t).Select(n => $"\"{n}\""))}",
        var t when ItemOf(t) is not null => "a list in square brackets",
        var t when json.GetConverter(t).GetType().Assembly != typeof(JsonSerializer).Assembly => "a number or an object in braces",
        var t => $"an object in braces with {string.Join(", ", KeysOf(t, json).Keys.Order(StringComparer.Ordinal))}",
    };

    static Type? ItemOf(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetElementType()
        ?? type.GetGenericArguments().LastOrDefault() : null;

    static Dictionary<string, Type> KeysOf(Type type, JsonSerializerOptions json) => (Nullable.GetUnderlyingType(type) ?? type)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetIndexParameters().Length == 0
            && p.GetCustomAttribute<System.Text.Json.Serialization.JsonIgnoreAttribute>() is null)
        .ToDictionary(p => json.PropertyNamingPolicy?.ConvertName(p.Name) ?? p.Name, p => p.PropertyType, StringComparer.OrdinalIgnoreCase);
}
