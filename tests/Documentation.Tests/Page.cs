using System.Text.RegularExpressions;

namespace Documentation.Tests;

/// <summary>A page of the documentation.</summary>
/// <param name="name">A file in docs, or one of those at the root.</param>
sealed partial class Page(string name)
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", "root.txt")).Trim();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "documents"), "*.md").Select(file => Path.GetFileName(file)!)
            .Order(StringComparer.Ordinal)];

    public string Text { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", name));

    /// <summary>The folder its links start from.</summary>
    public string Folder => File.Exists(Path.Combine(Root, name)) ? Root : Path.Combine(Root, "docs");

    /// <summary>Code of one language, in order.</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. Code().Matches(Text).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["code"].Value)];

    /// <summary>Links to files and to headings, of pages and images: a path that may be empty, and a heading's anchor that may
    /// be.</summary>
    public IEnumerable<(string Path, string Anchor)> Links =>
        Link().Matches(Text).Select(m => (m.Groups["path"].Value, m.Groups["anchor"].Value))
        .Where(link => !link.Item1.Contains("://", StringComparison.Ordinal));

    /// <summary>What links call the headings of a text, as GitHub makes it of them.</summary>
    public static IEnumerable<string> Anchors(string text) =>
        Heading().Matches(text)
        .Select(m =>
            string.Concat(m.Groups["title"].Value.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_'))
            .Replace(' ', '-'));

    [GeneratedRegex("^```(?<language>\\w+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<path>[^)#]*)(#(?<anchor>[^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
