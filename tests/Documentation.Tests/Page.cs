using System.Text.RegularExpressions;

namespace Documentation.Tests;

/// <summary>A page of the documentation.</summary>
/// <param name="name">README.md, or a file in docs.</param>
sealed partial class Page(string name)
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", "root.txt")).Trim();

    public string Text { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", name));

    /// <summary>The folder its links start from.</summary>
    public string Folder => name == "README.md" ? Root : Path.Combine(Root, "docs");

    /// <summary>Code of one language, in order.</summary>
    public IReadOnlyList<string> Blocks(string language) => [.. Code().Matches(Text).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["code"].Value)];

    /// <summary>Links to files.</summary>
    public IEnumerable<string> Links => Link().Matches(Text).Select(m => m.Groups["path"].Value).Where(path => !path.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex("^```(?<language>\\w+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<path>[^)#]+)\)")]
    private static partial Regex Link();
}
