using System.Reflection;
using PConv.MLNet.Files;

namespace Packages.Tests;

public sealed class PublicApiTests
{
    const string Accept = "PCONV_ACCEPT_PUBLIC_API";

    [Theory]
    [MemberData(nameof(PackageTests.Libraries), MemberType = typeof(PackageTests))]
    public void PublicApi_OfEachAssembly_IsTheListedOne(string name)
    {
        var file = Path.Combine(Feed.Root, "tests", "Packages.Tests", "PublicApi", name + ".txt");
        var now = PublicApi.Of(Assembly.Load(name));
        string[] listed = File.Exists(file) ? File.ReadAllLines(file) : [];
        var (gone, added) = (listed.Except(now).ToArray(), now.Except(listed).ToArray());
        if (Environment.GetEnvironmentVariable(Accept) is "1" && gone.Length + added.Length > 0)
        {
            AtomicFile.Write(file, path => File.WriteAllText(path, string.Join('\n', now) + "\n"));
            Assert.Fail($"Wrote {file}. Read its difference, commit it, and test again without {Accept}.");
        }

        Assert.True(gone.Length + added.Length == 0,
            $"The public API of {name} is not the one listed in " +
            $"{file}.\n{string.Concat(gone.Select(line => $"- {line}\n"))}{string.Concat(added.Select(line => $"+ {line}\n"))}" +
            $"Code of users may depend on lines with a minus. If the change is meant, test again with {Accept}=1 in the environment and " +
            $"commit the file.");
    }

    [Fact]
    public void PublicApi_OfThisAssembly_NamesModifiersDefaultsAndNullability() => Assert.Equal(
        [
            "Packages.Tests.Listed<T> abstract class : IDisposable",
            "Packages.Tests.Listed<T>.Dispose() virtual -> Void",
            "Packages.Tests.Listed<T>.Find(String? name, Int32 count = 3, params T[] items) protected -> IReadOnlyList<String?>",
            "Packages.Tests.Listed<T>.Limit const = 7 -> Int32",
            "Packages.Tests.Listed<T>.Size { get; init; } -> Int32?",
            "Packages.Tests.Listed<T>.ctor(T first)",
        ], PublicApi.Of(typeof(Listed<>).Assembly).Where(line => line.Contains("Listed<", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal));
}

/// <summary>Something to list.</summary>
public abstract class Listed<T> : IDisposable
{
    public const int Limit = 7;

    protected Listed(T first) => First = first;

    public int? Size { get; init; }

    internal T First { get; }

    protected IReadOnlyList<string?> Find(string? name, int count = 3, params T[] items) =>
        [name, $"{count}", $"{First}", $"{items.Length}"];

    public virtual void Dispose()
    {
    }
}
