namespace Notebooks.Tests;

/// <summary>Runs the notebooks that need no Torch; <c>./build.sh notebooks</c> stores what they show in place of comparing it.</summary>
public class NotebookRunTests
{
    public static TheoryData<string> Names => [.. Notebook.Names.Where(name => !Notebook.Load(name).UsesTorch)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Notebook_RunFromTopToBottom_ShowsWhatIsStored(string name) => NotebookRun.Check(name);
}

/// <summary>Those that train take as long as all others: they run beside them.</summary>
public class TorchNotebookRunTests
{
    public static TheoryData<string> Names => [.. Notebook.Names.Where(name => Notebook.Load(name).UsesTorch)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Notebook_RunFromTopToBottom_ShowsWhatIsStoredAndLeavesThePackagesAlone(string name)
    {
        var before = Libraries();

        await NotebookRun.Check(name);

        Assert.Equal(before, Libraries()); // TorchSharp copies libtorch there when it cannot load its own library
    }

    static IEnumerable<string> Libraries()
    {
        var package = Path.Combine(Built.PackageFolder, "torchsharp");
        return [.. Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }
}
