namespace Documentation.Tests;

/// <summary>What CONTRIBUTING.md says of lines and names, over all sources.</summary>
public sealed class SourceStyleTests
{
    const int MaxColumns = 140;

    static readonly string[] British =
        ["colour", "grey", "centre", "neighbour", "behaviour", "normalis", "optimis", "recognis", "initialis"];

    /// <summary>Words of libraries: Mono.Cecil's StackBehaviour, NetVips' Grey16.</summary>
    static readonly string[] OfLibraries = ["StackBehaviour", "Grey16"];

    static IEnumerable<(string Place, string Line)> Lines() =>
        from folder in new[] { "src", "tests" }
        from path in Directory.EnumerateFiles(Path.Combine(Page.Root, folder), "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Page.Root, path)
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        && !file.EndsWith($"{nameof(SourceStyleTests)}.cs")
        from line in File.ReadLines(path).Index()
        select ($"{file}:{line.Index + 1}", line.Item);

    [Fact]
    public void Lines_OfSources_HaveAtMost140Columns() =>
        Assert.Empty(Lines().Where(line => line.Line.Length > MaxColumns).Select(line => line.Place));

    [Fact]
    public void Words_OfSources_AreAmerican() => Assert.Empty(
        from line in Lines()
        let own = OfLibraries.Aggregate(line.Line, (text, word) => text.Replace(word, "", StringComparison.Ordinal))
        where British.Any(word => own.Contains(word, StringComparison.OrdinalIgnoreCase))
        select $"{line.Place} {line.Line.Trim()}");
}
