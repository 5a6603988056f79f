using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using PConv.MLNet.Testing;

namespace Notebooks.Tests;

/// <summary>Runs cells one after the other, as a notebook's kernel does, and shows the value of their last line as .NET Interactive would.</summary>
sealed class Kernel
{
    ScriptState<object>? state;

    /// <summary>Runs a cell.</summary>
    /// <returns>What it shows: by form, as <c>image/png</c>; what it wrote to the console is <c>stdout</c>.</returns>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> Run(string code)
    {
        var (before, console) = (Console.Out, new StringWriter());
        Console.SetOut(console);
        try
        {
            state = state is null ? await CSharpScript.RunAsync<object>(code, Reader.Options) : await state.ContinueWithAsync<object>(code, Reader.Options);
        }
        finally
        {
            Console.SetOut(before);
        }

        return [.. console.ToString() is { Length: > 0 } text ? [KeyValuePair.Create("stdout", text)] : Array.Empty<KeyValuePair<string, string>>(), .. Shown(state.ReturnValue)];
    }

    /// <summary>Compiles cells that cannot run here.</summary>
    public static void Compile(IEnumerable<string> cells)
    {
        Script<object> script = CSharpScript.Create<object>("", Reader.Options);
        foreach (var code in cells)
        {
            script = script.ContinueWith<object>(code, Reader.Options);
        }

        Assert.Empty(script.Compile().Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
    }

    /// <summary>Text as it is; other values by the attribute that .NET Interactive finds by name on their type.</summary>
    static IEnumerable<KeyValuePair<string, string>> Shown(object? value)
    {
        if (value is null or string)
        {
            return value is null ? [] : [KeyValuePair.Create("text/plain", (string)value)];
        }

        var attribute = value.GetType().GetCustomAttributes(true).SingleOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute")
            ?? throw new InvalidOperationException($"Its last line gives a {value.GetType().Name}, which kernels show each in its own way. Let it end with text, a picture or a statement.");
        var source = Activator.CreateInstance((Type)Property(attribute, "FormatterSourceType"))!;
        var formats = ((IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!).Cast<object>().ToArray();
        return ((string[])Property(attribute, "PreferredMimeTypes")).Select(form => KeyValuePair.Create(form, Written(formats.Single(f => (string)Property(f, "MimeType") == form), value)));
    }

    static string Written(object format, object value)
    {
        var writer = new StringWriter();
        Assert.True((bool)format.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])!.Invoke(format, [value, writer])!);
        return writer.ToString();
    }

    static object Property(object of, string name) => of.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.GetValue(of)!;
}
