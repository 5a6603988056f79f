using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML;

/// <summary>The argument checks and the few exceptions every part throws, with the types and texts of the packages.</summary>
static class Check
{
    public static T Value<T>(T value, string name) where T : class => value ?? throw new ArgumentNullException(name);

    public static void NonEmpty(string value, string name)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentOutOfRangeException(name, $"{name} cannot be null or empty");
    }

    public static void Param([DoesNotReturnIf(false)] bool holds, string name, string message = null)
    {
        if (!holds)
            throw message == null ? new ArgumentOutOfRangeException(name) : new ArgumentOutOfRangeException(name, message);
    }

    public static void That([DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds)
            throw new InvalidOperationException(message);
    }

    public static Exception MissingColumn(string parameter, string role, string column)
        => new ArgumentOutOfRangeException(parameter, $"Could not find {role} column '{column}'");

    public static Exception SchemaMismatch(string parameter, string role, string column, string expected, string actual)
        => new ArgumentOutOfRangeException(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    public static Exception StandIn(string what)
        => new NotSupportedException($"{what} is not part of the offline stand-in for Microsoft.ML; build with DependencySource=nuget to use it.");
}
